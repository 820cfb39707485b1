public import DreyModel

/// A job that was started, as whoever started it sees it.
public struct JobClient: Sendable {
  private let job: any SubmittedJob

  init(_ job: any SubmittedJob) { self.job = job }

  /// A job of which nothing is known but how its end is waited for.
  init(_ ending: @escaping @Sendable () async -> JobResult) { job = EndingJob(ending: ending) }

  /// The job's state by now.
  /// - Throws: ``Failure`` where it cannot be found out.
  public func getJobStatus() async throws -> JobStatus { try await job.view().status }

  /// What the job's accumulators have come to by now, by name, over all subtasks; collected records only at the end.
  /// - Throws: ``Failure`` where it cannot be found out.
  public func getAccumulators() async throws -> [String: AccumulatorValue] { try await job.view().accumulators }

  /// Ends the job soon; ``result()`` throws a failure of the domain `cancelled` then. A job that has ended stays as it is.
  /// - Throws: ``Failure`` where nobody could be told.
  public func cancel() async throws { try await job.cancel() }

  /// Waits for the job's end.
  /// - Throws: ``Failure`` where the job failed or was cancelled.
  public func result() async throws -> JobResult {
    let result = await job.result()
    switch result.status {
    case .finished: return result
    case .canceled: throw result.failure ?? Failure(.cancelled, "job '\(result.name)' was cancelled")
    default: throw result.failure ?? Failure(.user, "job '\(result.name)' ended as \(result.status.rawValue)")
    }
  }
}

/// What a ``JobClient`` asks, wherever the job runs.
protocol SubmittedJob: Sendable {
  func view() async throws -> JobView
  func cancel() async throws
  func result() async -> JobResult
}

/// A job that runs somewhere else, or has ended already; nothing but its end can be told.
struct EndingJob: SubmittedJob {
  let ending: @Sendable () async -> JobResult

  func view() async throws -> JobView { JobView(await ending()) }
  func cancel() async throws {}
  func result() async -> JobResult { await ending() }
}
