import ArgumentParser
import DreyDeploy

/// `drey job`
struct JobCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "job", abstract: "See and end the jobs of a cluster",
    discussion: """
      A job is named by its id, or by the beginning of it. Into clusters of the modes application and job nobody enters: \
      their JobManager is asked from inside it.
      """,
    subcommands: [
      JobListCommand.self, JobShowCommand.self, JobWaitCommand.self, JobLogsCommand.self, JobCheckpointsCommand.self,
      JobStopCommand.self, JobCancelCommand.self,
    ])
}

/// The cluster whose jobs are meant.
struct JobClusterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The cluster; default: the only session there is, or else the only cluster", valueName: "name"),
    completion: KnownNames.clusters)
  var cluster: String?

  @OptionGroup var target: TargetOptions

  /// Connects to the cluster for the length of `body`.
  func with<R>(_ body: (ClusterJobs) async throws -> R) async throws -> R {
    try await target.with { target in try await ClusterJobs.with(cluster: cluster, on: target, body) }
  }
}
