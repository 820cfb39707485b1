import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// `drey session start NAME`
struct SessionStartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Start a session and wait until it can take jobs",
    discussion: """
      Prints the session's name. It stays until it is stopped, whatever becomes of this command afterwards; a start that \
      fails or is interrupted leaves nothing.
      """)

  @Argument(help: "The session's name") var name: String

  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Cluster") var shape: ClusterOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: "Parallelism of jobs that do not say any") var parallelism = 1

  @Option(
    name: .customLong("ttl"),
    help: ArgumentHelp("How long after its creation `drey gc` may remove it; default: never", valueName: "time"),
    transform: Timeout.parse)
  var timeToLive: Duration?

  @Option(
    help: ArgumentHelp(
      "How long it may take until all TaskManagers have registered; default: 60s", valueName: "time"),
    transform: Timeout.parse)
  var timeout: Duration?

  @OptionGroup var postMortem: PostMortemOptions

  @Flag(help: "Print the plan and create nothing") var dryRun = false

  func run() async throws {
    let spec = try shape.spec(name: try ClusterName(name), parallelism: parallelism)
    let observer = ProgressPrinter(verbosity: output.verbosity)
    let start = try SessionStart(
      spec: spec, target: target.target, timeToLive: timeToLive, limit: timeout ?? SessionStart.defaultLimit,
      postMortem: try postMortem.place(), environment: ProcessInfo.processInfo.environment, observer: observer)
    if dryRun {
      Terminal.result(try await start.plan())
      return
    }
    let outcome = await Interruption.guarding { await start.run() }
    if outcome.exitCode == .finished { Terminal.result(spec.name.text) }
    observer.summary(of: outcome, on: target.target)
    throw CommandEnd(exitCode: outcome.exitCode)
  }
}
