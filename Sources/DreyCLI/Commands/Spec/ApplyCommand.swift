import ArgumentParser
import DreyDeploy

/// `drey apply -f SPEC`
struct ApplyCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Do what a spec file asks for: run an application, or have a session be there",
    discussion: """
      An application runs as with `drey run`: records go to standard output, everything else to standard error, and the \
      exit codes are the same. A session is started, scaled or replaced until it is as the file says, and for every field \
      that makes a replacement necessary the reason is given; where it is so already nothing is done.

        drey plan -f wordcount.yaml
        drey apply -f wordcount.yaml --timeout 10m
      """)

  @OptionGroup var spec: SpecOptions
  @OptionGroup(title: "Lifetime") var lifetime: LifetimeOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Flag(help: "Scale down or replace a session although jobs that have not ended are lost")
  var force = false

  static let isStreaming = true

  func run() async throws {
    let console = output.console(isLive: true, on: spec.target.target)
    let file = try spec.read()
    let deployment = try spec.deployment(of: file, lifetime: lifetime, isForced: force, observer: console)
    try await console.conduct(deployment, cluster: file.session ?? file.cluster.name.text) { _ in "" }
  }
}
