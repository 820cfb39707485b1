import ArgumentParser
import DreyDeploy
import DreyModel

/// `drey job show JOB`
struct JobShowCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a job's state, its vertices, and what went wrong")

  @Argument(help: "The job's id, or the beginning of it", completion: KnownNames.jobs) var job: String

  @OptionGroup var place: JobClusterOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let description = try await place.with { jobs in
      let id = try await jobs.find(job)
      return JobDescription(job: try await jobs.details(of: id), exceptions: try await jobs.exceptions(of: id))
    }
    try output.print(description)
  }
}

/// What `drey job show` shows; as JSON it is Flink's `/jobs/:jobid` and `/jobs/:jobid/exceptions`.
struct JobDescription: Renderable {
  var job: JobDetails
  var exceptions: JobExceptions

  var text: String {
    let facts = [
      ["id", job.id.hex], ["name", job.name], ["state", job.state.rawValue],
      ["duration", "\(Seconds.text(Double(job.duration) / 1000)) s"],
    ]
    let head = ["VERTEX", "PARALLELISM", "STATE", "TASKS"]
    let vertices = job.vertices.map { vertex in
      let tasks = vertex.tasks.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      return [vertex.name, "\(vertex.parallelism)", vertex.status.rawValue, tasks.joined(separator: ", ")]
    }
    let failures = exceptions.exceptionHistory.entries.map { entry in
      ([entry.taskName, entry.taskManagerId].compactMap { $0 } + [entry.stacktrace]).joined(separator: ": ")
    }
    let late = job.vertices.compactMap { vertex in
      vertex.metrics.lateRecordsDropped.map { LateRecords.note($0, droppedBy: vertex.name) }
    }
    return ([TextTable(rows: facts).text, TextTable(rows: [head] + vertices).text] + late + failures)
      .joined(separator: "\n\n")
  }
}
