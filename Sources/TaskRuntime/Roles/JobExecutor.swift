public import DreyModel

/// Runs the jobs that `execute` is called for, or sees to it that others do; one implementation per ``ProcessRole``.
public protocol JobExecutor: Sendable {
  /// Starts a job.
  /// - Parameter executionIndex: how many jobs this `main()` started before.
  /// - Throws: ``Failure`` where the job cannot be started.
  func submit(_ program: JobProgram, executionIndex: Int) throws -> JobClient

  /// Ends the process, as is right for its role, after `main()` returned or threw.
  /// - Parameter failure: why `main()` threw, or nil.
  func mainEnded(_ failure: Failure?) -> Never
}

/// A job that was started.
public struct JobClient: Sendable {
  private let ending: @Sendable () async -> JobResult

  /// A job whose end `ending` waits for.
  init(_ ending: @escaping @Sendable () async -> JobResult) { self.ending = ending }

  /// Waits for the job's end.
  /// - Throws: ``Failure`` where the job failed or was cancelled.
  public func result() async throws -> JobResult {
    let result = await ending()
    switch result.status {
    case .finished: return result
    case .canceled: throw result.failure ?? Failure(.cancelled, "job '\(result.name)' was cancelled")
    default: throw result.failure ?? Failure(.user, "job '\(result.name)' ended as \(result.status.rawValue)")
    }
  }
}
