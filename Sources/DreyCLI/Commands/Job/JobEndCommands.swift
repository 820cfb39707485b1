import ArgumentParser
import DreyDeploy
import DreyModel

/// `drey job wait JOB`
struct JobWaitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait", abstract: "Wait for a job's end",
    discussion: "Prints its last state; the exit code is that of a run with this job.")

  @Argument(help: "The job's id, or the beginning of it") var job: String

  @OptionGroup var session: SessionOptions

  func run() async throws {
    let result = try await session.with { jobs in try await jobs.wait(for: try await jobs.find(job)) }
    Terminal.result(result.status.rawValue)
    if let failure = result.failure { Terminal.error("error: \(failure)") }
    switch result.status {
    case .finished: return
    case .canceled: throw CommandEnd(exitCode: .cancelled)
    default: throw CommandEnd(exitCode: result.failure.map { ExitCode($0.domain) } ?? .jobFailed)
    }
  }
}

/// `drey job cancel JOB…`
struct JobCancelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Cancel jobs and wait for their end",
    discussion: "Prints the id of each job that is cancelled. All are tried.")

  @Argument(help: "The jobs' ids, or the beginnings of them") var job: [String]

  @OptionGroup var session: SessionOptions

  func run() async throws {
    let failures = try await session.with { jobs in
      var failures: [Failure] = []
      for text in job {
        do {
          let id = try await jobs.find(text)
          let status = try await jobs.cancel(id)
          guard status == .canceled else {
            throw Failure(.usage, "job \(id) ended before it could be cancelled: \(status.rawValue)")
          }
          Terminal.result(id.hex)
        } catch {
          failures.append(Failure(ofRun: error))
        }
      }
      return failures
    }
    for failure in failures { Terminal.error("error: \(failure)") }
    let worst = failures.first { $0.domain != .usage } ?? failures.first
    if let worst { throw CommandEnd(exitCode: ExitCode(worst.domain)) }
  }
}
