/// A call of `execute` that came before a job's own in the same `main()`.
public enum EarlierExecution: Sendable, Codable, Equatable {
  /// It had not ended when the job was submitted.
  case running
  /// It has ended, and the JobManager keeps its result.
  case job(JobID)
  /// It has ended like this, and the JobManager does not know of it.
  case result(JobResult)

  /// Whether it had ended when the job was submitted.
  public var hasEnded: Bool { self != .running }

  /// The job whose result the JobManager keeps.
  public var jobID: JobID? { if case .job(let id) = self { id } else { nil } }

  /// - Parameter result: nil if the execution had not ended.
  public init(_ result: JobResult?) { self = result.map(Self.result) ?? .running }
}

/// The answer to ``WorkerReport/askResult(executionIndex:)``.
public struct EarlierResult: Sendable, Codable, Equatable {
  public var executionIndex: Int
  /// How the execution ended; nil if the JobManager does not know it.
  public var result: JobResult?
  /// Why there is no result.
  public var failure: Failure?

  public init(executionIndex: Int, result: JobResult? = nil, failure: Failure? = nil) {
    self.executionIndex = executionIndex
    self.result = result
    self.failure = failure
  }
}
