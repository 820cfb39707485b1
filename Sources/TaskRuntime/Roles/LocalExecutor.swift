public import DreyModel

/// Runs jobs in this process, every subtask as a thread.
public struct LocalExecutor: JobExecutor {
  /// An executor that knows of no other process.
  public init() {}

  /// Starts all subtasks of the job.
  /// - Throws: ``Failure`` where the graph is invalid or no thread is to be had.
  public func submit(_ program: JobProgram, executionIndex: Int) throws -> JobClient {
    let execution = try JobExecution(program, subtasks: program.graph.subtasks)
    let pending = PendingResult()
    try PosixThread.spawn { pending.deliver(Self.run(execution, name: program.graph.name)) }
    return JobClient { await pending.wait() }
  }

  /// Prints the failure on standard error; its domain decides the exit code.
  public func mainEnded(_ failure: Failure?) -> Never {
    guard let failure else { ProcessEnd.exit(.finished) }
    ProcessEnd.printError(failure)
    ProcessEnd.exit(ExitCode(failure.domain))
  }

  private static func run(_ execution: JobExecution, name: String) -> JobResult {
    let clock = ContinuousClock()
    let start = clock.now
    let failure = execution.run { _ in }
    let (seconds, attoseconds) = start.duration(to: clock.now).components
    let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    let status: JobStatus = failure == nil ? .finished : failure?.domain == .cancelled ? .canceled : .failed
    return JobResult(jobID: .random(), name: name, status: status, netRuntime: milliseconds, failure: failure)
  }
}
