import ArgumentParser
import DreyDeploy

/// `drey job logs JOB`
struct JobLogsCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs", abstract: "Print the records that a job has printed",
    discussion: "As far as they are kept; what its members said besides is in: drey logs NAME")

  @Argument(help: "The job's id, or the beginning of it", completion: KnownNames.jobs) var job: String

  @Flag(name: .shortAndLong, help: "Go on until the job has ended") var follow = false

  @OptionGroup var place: JobClusterOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  static let isStreaming = true

  func run() async throws {
    let writer = RecordWriter()
    try await place.with { jobs in
      try await jobs.records(of: try await jobs.find(job), follow: follow) {
        try await writer.write(output.format == .json ? RecordLines.json($0) : $0)
      }
    }
  }
}
