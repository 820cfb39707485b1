import ArgumentParser
import DreyDeploy

/// `drey apply -f SPEC`
struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Do what a spec file asks for: run an application, or have a session be there",
    discussion: """
      An application runs as with `drey run`: records go to standard output, everything else to standard error, and the \
      exit codes are the same. A session is started, scaled or replaced until it is as the file says, and for every field \
      that makes a replacement necessary the reason is given; where it is so already nothing is done.
      """)

  @OptionGroup var spec: SpecOptions
  @OptionGroup(title: "Lifetime") var lifetime: LifetimeOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Flag(help: "Scale down or replace a session although jobs that have not ended are lost")
  var force = false

  func run() async throws {
    let observer = ProgressPrinter(verbosity: output.verbosity)
    let deployment = try spec.deployment(lifetime: lifetime, isForced: force, observer: observer)
    let outcome = await Interruption.guarding { await deployment.run() }
    observer.summary(of: outcome, on: spec.target.target)
    throw CommandEnd(exitCode: outcome.exitCode)
  }
}
