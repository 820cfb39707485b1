public import DreyModel
import FoundationEssentials
import Synchronization

/// Hands jobs to the supervisor (the JobManager, or the client) and waits for it to say how they ended.
public final class DriverExecutor: JobExecutor {
  private let control: ControlConnection
  private let jobs = Mutex<[Int: DriverJob]>([:])
  private let values = Mailbox<String?>()
  /// The variables of this process that the workers are given, as they were before `main()` could change any.
  private let environment: [String: String]

  /// - Throws: ``Failure`` where no thread is to be had to listen to the supervisor.
  public init(control: ControlConnection) throws {
    self.control = control
    environment = ProcessInfo.processInfo.environment.filter { MainEnvironment.travels($0.key) }
    try PosixThread.spawn { [self] in listen() }
  }

  /// Asks the supervisor, which knows of runs before this one.
  public func value(named name: String) throws(Failure) -> String? {
    try control.send(DriverMessage.askValue(name: name))
    return values.take() ?? nil
  }

  /// Sends the job's graph to the supervisor.
  /// - Throws: ``Failure`` where the graph is invalid or the supervisor cannot be reached.
  public func submit(_ program: JobProgram, executionIndex: Int) throws -> JobClient {
    try program.graph.validate()
    let job = DriverJob(executionIndex: executionIndex, control: control)
    jobs.withLock { $0[executionIndex] = job }
    let submission = JobSubmission(
      executionIndex: executionIndex, graph: program.graph, configuration: program.configuration, main: program.main,
      environment: try MainEnvironment.travelling(environment))
    try submission.main.validate()
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
      case .value(_, let value): values.put(value)
      case .refused(let index, let failure): job(index)?.answered(.failure(failure))
      }
    }
    ProcessEnd.exit(.infrastructure)
  }

  private func job(_ executionIndex: Int) -> DriverJob? { jobs.withLock { $0[executionIndex] } }
}
