import ArgumentParser
import DreyDeploy
import DreyModel

/// `drey job checkpoints JOB`
struct JobCheckpointsCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoints", abstract: "List the checkpoints and savepoints of a job, the newest first",
    discussion: "As far as they are remembered; as JSON it is Flink's /jobs/:jobid/checkpoints.")

  @Argument(help: "The job's id, or the beginning of it", completion: KnownNames.jobs) var job: String

  @OptionGroup var place: JobClusterOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let statistics = try await place.with { jobs in try await jobs.checkpoints(of: try await jobs.find(job)) }
    try output.print(CheckpointList(statistics: statistics), names: statistics.history.compactMap(\.externalPath))
  }
}

/// What `drey job checkpoints` shows.
struct CheckpointList: Renderable {
  var statistics: CheckpointStatistics

  func encode(to encoder: any Encoder) throws { try statistics.encode(to: encoder) }

  var text: String {
    let head = ["ID", "KIND", "STATE", "DURATION", "BYTES", "SUBTASKS", "PATH"]
    let rows = statistics.history.map { entry in
      [
        "\(entry.id)", entry.isSavepoint ? "savepoint" : "checkpoint", entry.status.rawValue,
        "\(entry.endToEndDuration) ms", "\(entry.stateSize)",
        "\(entry.acknowledgedSubtaskCount)/\(entry.subtaskCount)",
        entry.isDiscarded == true ? "deleted" : entry.externalPath ?? entry.failureMessage ?? "-",
      ]
    }
    let restored = statistics.latest.restored.map { restored in
      ["restored from \(restored.id)" + (restored.externalPath.map { ", \($0)" } ?? "")]
    }
    return ([TextTable(rows: [head] + rows).text] + (restored ?? [])).joined(separator: "\n\n")
  }
}
