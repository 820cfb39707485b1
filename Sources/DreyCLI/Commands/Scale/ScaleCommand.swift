import ArgumentParser
import DreyDeploy

/// `drey scale NAME --task-managers N`
struct ScaleCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "scale", abstract: "Give a session more or fewer TaskManagers",
    discussion: """
      Prints the session's name once it is so. TaskManagers that have ended are replaced. Those with the highest numbers go first; where jobs have subtasks on \
      them, nothing is done unless --force says so. A job or application cluster has as many as it was made with.
      """)

  @Argument(help: "The session's name", completion: KnownNames.sessions) var name: String

  @Option(help: "How many TaskManagers there shall be") var taskManagers: Int

  @Flag(help: "Remove TaskManagers that jobs use; these jobs fail") var force = false

  @Option(
    help: ArgumentHelp("How long new TaskManagers have to register; default: 60s", valueName: "time"),
    transform: Timeout.parse)
  var timeout: Duration?

  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let scale = SessionScale(
      name: name, taskManagers: taskManagers, isForced: force, limit: timeout ?? SessionStart.defaultLimit,
      observer: output.console(on: target.target))
    try await target.with { try await scale.run(on: $0) }
    try output.print(NameList(names: [name]))
  }
}
