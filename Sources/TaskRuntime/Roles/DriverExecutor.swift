public import DreyModel
import Synchronization

/// Hands jobs to the supervisor (the JobManager, or the client) and waits for it to say how they ended.
public final class DriverExecutor: JobExecutor {
  private let control: ControlConnection
  private let jobs = Mutex<[Int: DriverJob]>([:])

  /// - Throws: ``Failure`` where no thread is to be had to listen to the supervisor.
  public init(control: ControlConnection) throws {
    self.control = control
    try PosixThread.spawn { [self] in listen() }
  }

  /// Sends the job's graph to the supervisor.
  /// - Throws: ``Failure`` where the graph is invalid or the supervisor cannot be reached.
  public func submit(_ program: JobProgram, executionIndex: Int) throws -> JobClient {
    try program.graph.validate()
    let job = DriverJob(executionIndex: executionIndex, control: control)
    jobs.withLock { $0[executionIndex] = job }
    let submission = JobSubmission(
      executionIndex: executionIndex, graph: program.graph, configuration: program.configuration)
    try control.send(DriverMessage.submitJob(submission))
    return JobClient(job)
  }

  /// Tells the supervisor of the failure; the exit code is 1 then.
  public func mainEnded(_ failure: Failure?) -> Never {
    guard let failure else { ProcessEnd.exit(.finished) }
    try? control.send(DriverMessage.mainFailed(failure))
    ProcessEnd.exit(.jobFailed)
  }

  /// Without a supervisor there is nobody left to run jobs for, so its end is this process's end.
  private func listen() {
    while let reply = try? control.receive(DriverReply.self) {
      switch reply {
      case .jobEnded(let index, let result): job(index)?.ended(result)
      case .jobView(let index, let view): job(index)?.answered(.success(view))
      case .refused(let index, let failure): job(index)?.answered(.failure(failure))
      }
    }
    ProcessEnd.exit(.infrastructure)
  }

  private func job(_ executionIndex: Int) -> DriverJob? { jobs.withLock { $0[executionIndex] } }
}
