import ArgumentParser
import DreyDeploy

/// `drey apply -f SPEC`
struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Run the application that a spec file describes, as `drey run` does",
    discussion: "Records go to standard output, everything else to standard error; exit codes are those of `drey run`.")

  @OptionGroup var spec: SpecOptions
  @OptionGroup(title: "Lifetime") var lifetime: LifetimeOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: "End the run after this time, such as 90s, 10m or 2h", transform: Timeout.parse)
  var timeout: Duration?

  func run() async throws {
    let observer = ProgressPrinter(verbosity: output.verbosity)
    let run = try spec.run(timeout: timeout, policy: try lifetime.policy(), observer: observer)
    let outcome = await Interruption.guarding { await run.run() }
    observer.summary(of: outcome, on: spec.target.target)
    throw CommandEnd(exitCode: outcome.exitCode)
  }
}
