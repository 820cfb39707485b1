import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// `drey session start NAME`
struct SessionStartCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Start a session and wait until it can take jobs",
    discussion: """
      Prints the session's name. It stays until it is stopped, whatever becomes of this command afterwards; a start that \
      fails or is interrupted leaves nothing.

        drey session start orders --task-managers 2 --slots 4 --ttl 8h
        drey run myjob --mode session --cluster orders
        drey session stop orders
      """)

  @Argument(help: "The session's name") var name: String

  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Cluster") var shape: ClusterOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: ArgumentHelp("Parallelism of jobs that do not say any", valueName: "n")) var parallelism = 1

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
    let console = output.console(isLive: true, on: target.target)
    let start = try SessionStart(
      spec: spec, target: target.target, timeToLive: timeToLive, limit: timeout ?? SessionStart.defaultLimit,
      postMortem: try postMortem.place(), environment: ProcessInfo.processInfo.environment, observer: console)
    try await console.conduct(start, cluster: spec.name.text, plan: dryRun) { outcome in
      outcome.exitCode == .finished ? spec.name.text : ""
    }
  }
}
