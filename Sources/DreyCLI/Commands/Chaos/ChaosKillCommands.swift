import ArgumentParser
import DreyDeploy

/// How a member is killed.
struct KillOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The signal; default: SIGKILL", valueName: "signal"))
  var signal = "SIGKILL"

  @Flag(
    help: """
      Signal the process itself and not through the engine, as where it crashes: the engine starts it again then. Needs \
      root on the engine's machine
      """)
  var process = false

  var fault: Fault { process ? .killProcess(signal: signal) : .kill(signal: signal) }
}

/// `drey chaos kill-taskmanager CLUSTER`
struct ChaosKillTaskManagerCommand: FaultCommand {
  static let configuration = CommandConfiguration(
    commandName: "kill-taskmanager", abstract: "Kill a TaskManager, and print its name",
    discussion: """
      Who guards the cluster starts it again: a drey in the foreground or in the background. With --process the engine \
      does, as long as that is not too often.
      """)

  @Argument(help: "The cluster's name", completion: KnownNames.clusters) var cluster: String

  @Option(help: ArgumentHelp("Which one, from 1; default: any", valueName: "n"))
  var index: Int?

  @Flag(help: "Any of them") var random = false

  @OptionGroup var kill: KillOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  var fault: Fault { kill.fault }
  var choice: Chaos.Choice { index.map { .taskManager($0) } ?? .anyTaskManager }
  var length: Duration? { nil }

  func validate() throws {
    guard index == nil || !random else { throw ValidationError("--index and --random exclude each other") }
  }
}

/// `drey chaos kill-jobmanager CLUSTER`
struct ChaosKillJobManagerCommand: FaultCommand {
  static let configuration = CommandConfiguration(
    commandName: "kill-jobmanager", abstract: "Kill the JobManager, and print its name",
    discussion: "Who starts it again is as with kill-taskmanager.")

  @Argument(help: "The cluster's name", completion: KnownNames.clusters) var cluster: String

  @OptionGroup var kill: KillOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  var fault: Fault { kill.fault }
  var choice: Chaos.Choice { .jobManager }
  var length: Duration? { nil }
}
