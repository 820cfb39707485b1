import ArgumentParser
import DreyDeploy

/// `drey apply -f SPEC`
struct ApplyCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Run the application that a spec file describes, as `drey run` does",
    discussion: """
      Records go to standard output, everything else to standard error; exit codes and --output json are those of \
      `drey run`.

        drey plan -f wordcount.yaml
        drey apply -f wordcount.yaml --timeout 10m
      """)

  @OptionGroup var spec: SpecOptions
  @OptionGroup(title: "Lifetime") var lifetime: LifetimeOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(
    help: ArgumentHelp("End the run after this time, such as 90s, 10m or 2h", valueName: "time"),
    transform: Timeout.parse)
  var timeout: Duration?

  static let isStreaming = true

  func run() async throws {
    let console = output.console(isLive: true)
    let file = try spec.read()
    let run = try spec.run(file, timeout: timeout, policy: try lifetime.policy(), observer: console)
    try await console.conduct(run, cluster: file.cluster.name.text) { _ in "" }
  }
}
