import ArgumentParser

/// The root of the command line.
struct DreyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drey",
    abstract: "Deploy Flink-style clusters with one command",
    discussion: """
      Exit codes: 0 finished, 1 the job failed, 2 bad usage or spec, 3 engine or infrastructure, 4 timed out, \
      5 cancelled, 130 interrupted.
      """,
    subcommands: [
      RunCommand.self, SessionCommand.self, ScaleCommand.self, JobCommand.self,
      SavepointCommand.self, PlanCommand.self, ApplyCommand.self,
      ExplainCommand.self,
      ListCommand.self,
      InspectCommand.self, LogsCommand.self, DeleteCommand.self, GCCommand.self, NetworkCommand.self, ChaosCommand.self,
      ImageCommand.self,
      ComposeCommand.self, DoctorCommand.self, CompletionsCommand.self, WatchdogCommand.self, SuperviseCommand.self,
      ReferenceCommand.self,
    ])
}
