import ArgumentParser
import DreyDeploy

/// `drey session stop NAME`
struct SessionStopCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Stop a session and remove it",
    discussion: "Jobs that have not ended are cancelled. Prints the session's name.")

  @Argument(help: "The session's name", completion: KnownNames.sessions) var name: String

  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    try await target.with { target in try await SessionStop(name: name).run(on: target) }
    try output.print(Deeds(done: [name]))
  }
}
