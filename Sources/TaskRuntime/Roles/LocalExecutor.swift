public import DreyModel

/// Runs jobs in this process, every subtask as a thread.
public struct LocalExecutor: JobExecutor {
  /// An executor that knows of no other process.
  public init() {}

  /// Starts all subtasks of the job.
  /// - Throws: ``Failure`` where the graph is invalid or no thread is to be had.
  public func submit(_ program: JobProgram, executionIndex: Int) throws -> JobClient {
    let job = try LocalJob(program)
    try job.start()
    return JobClient(job)
  }

  /// Prints the failure on standard error; its domain decides the exit code.
  public func mainEnded(_ failure: Failure?) -> Never {
    guard let failure else { ProcessEnd.exit(.finished) }
    ProcessEnd.printError(failure)
    ProcessEnd.exit(ExitCode(failure.domain))
  }
}
