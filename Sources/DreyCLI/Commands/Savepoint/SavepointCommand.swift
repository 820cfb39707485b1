import ArgumentParser

/// `drey savepoint`
struct SavepointCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "savepoint", abstract: "Take and remove savepoints of running jobs",
    discussion: "A job is ended with one by: drey job stop JOB",
    subcommands: [SavepointTriggerCommand.self, SavepointDisposeCommand.self])
}
