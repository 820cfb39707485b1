import ArgumentParser
import DreyDeploy
import DreyModel

/// `drey job wait JOB`
struct JobWaitCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait", abstract: "Wait for a job's end",
    discussion: "Prints its last state; the exit code is that of a run with this job.")

  @Argument(help: "The job's id, or the beginning of it", completion: KnownNames.jobs) var job: String

  @OptionGroup var place: JobClusterOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let result = try await place.with { jobs in try await jobs.wait(for: try await jobs.find(job)) }
    try output.print(JobEnd(result: result))
    if let failure = result.failure { Terminal.error("error: \(failure)") }
    switch result.status {
    case .finished: return
    case .canceled: throw CommandEnd(exitCode: .cancelled)
    default: throw CommandEnd(exitCode: result.failure.map { ExitCode($0.domain) } ?? .jobFailed)
    }
  }
}

/// How a job ended; as text the state alone.
struct JobEnd: Renderable {
  var result: JobResult

  var text: String { result.status.rawValue }

  func encode(to encoder: any Encoder) throws { try RunReport.Job(result).encode(to: encoder) }
}

/// `drey job cancel JOB…`
struct JobCancelCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Cancel jobs and wait for their end",
    discussion: "Prints the id of each job that is cancelled. All are tried.")

  @Argument(help: "The jobs' ids, or the beginnings of them", completion: KnownNames.jobs) var job: [String]

  @OptionGroup var place: JobClusterOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let deeds = try await place.with { jobs in
      var deeds = Deeds()
      for text in job {
        do {
          let id = try await jobs.find(text)
          let status = try await jobs.cancel(id)
          guard status == .canceled else {
            throw Failure(.usage, "job \(id) ended before it could be cancelled: \(status.rawValue)")
          }
          deeds.done.append(id.hex)
        } catch {
          deeds.failures.append(Failure(ofRun: error))
        }
      }
      return deeds
    }
    try output.print(deeds)
    try deeds.conclude()
  }
}
