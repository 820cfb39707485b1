import ArgumentParser
import DreyDeploy

/// `drey job`
struct JobCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "job", abstract: "See and end the jobs of a session",
    discussion: "A job is named by its id, or by the beginning of it.",
    subcommands: [
      JobListCommand.self, JobShowCommand.self, JobWaitCommand.self, JobLogsCommand.self, JobCancelCommand.self,
    ])
}

/// The session whose jobs are meant.
struct SessionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The session; default: the only one there is", valueName: "name"),
    completion: KnownNames.sessions)
  var cluster: String?

  @OptionGroup var target: TargetOptions

  /// Connects to the session for the length of `body`.
  func with<R>(_ body: (SessionJobs) async throws -> R) async throws -> R {
    try await target.with { target in try await SessionJobs.with(session: cluster, on: target, body) }
  }
}
