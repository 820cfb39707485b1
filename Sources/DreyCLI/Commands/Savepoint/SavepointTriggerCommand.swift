import ArgumentParser
import DreyDeploy
import DreyModel

/// `drey savepoint trigger JOB`
struct SavepointTriggerCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "trigger", abstract: "Take a savepoint of a job, which goes on",
    discussion: """
      Waits until it is complete and prints its path, as the cluster sees it. A savepoint in a folder that was mounted with \
      --volume outlives the cluster; one in the cluster's own volume does not.
      """)

  @Argument(help: "The job's id, or the beginning of it", completion: KnownNames.jobs) var job: String

  @OptionGroup var savepoint: SavepointTargetOptions
  @OptionGroup var place: JobClusterOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let taken = try await place.with { jobs in
      let id = try await jobs.find(job)
      return TakenSavepoint(job: id, savepoint: try await jobs.takeSavepoint(of: id, target: savepoint.savepointPath))
    }
    try output.print(taken)
  }
}
