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
