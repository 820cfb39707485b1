import ArgumentParser
import DreyDeploy
import DreyModel

/// `drey job stop JOB`
struct JobStopCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "End a job with a savepoint, from which it can be gone on with",
    discussion: """
      Waits for both and prints the savepoint's path, as the cluster sees it. A savepoint in a folder that was mounted with \
      --volume outlives the cluster; one in the cluster's own volume does not.

        drey job stop 4f2a --cluster orders --savepoint-path /data/savepoints
        drey run orders --volume $PWD/data:/data:rw --from-savepoint PATH
      """)

  @Argument(help: "The job's id, or the beginning of it", completion: KnownNames.jobs) var job: String

  @OptionGroup var savepoint: SavepointTargetOptions

  @Flag(help: "Let all time pass first, so that windows and timers fire: for a job that is not to be gone on with")
  var drain = false

  @OptionGroup var place: JobClusterOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let taken = try await place.with { jobs in
      let id = try await jobs.find(job)
      return TakenSavepoint(
        job: id, savepoint: try await jobs.stop(id, target: savepoint.savepointPath, drain: drain))
    }
    try output.print(taken)
  }
}

/// Where a savepoint goes.
struct SavepointTargetOptions: ParsableArguments {
  @Option(
    name: [.customLong("savepoint-path"), .customLong("target-directory")],
    help: ArgumentHelp(
      "The folder for the savepoint, as the cluster sees it; default: execution.checkpointing.savepoint-dir",
      valueName: "folder"))
  var savepointPath: String?
}

/// A savepoint that was taken; as text its path alone.
struct TakenSavepoint: Renderable {
  var job: JobID
  /// As the cluster sees it.
  var savepoint: String

  var text: String { savepoint }
}
