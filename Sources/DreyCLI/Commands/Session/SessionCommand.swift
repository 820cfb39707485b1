import ArgumentParser

/// `drey session`
struct SessionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "session", abstract: "Start and stop clusters that take many jobs",
    discussion: "Jobs are submitted with: drey run APP --mode session --cluster NAME",
    subcommands: [SessionStartCommand.self, SessionStopCommand.self])
}
