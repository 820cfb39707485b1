import ChildProcess
import ControlPlane
import DreyModel
import Glibc
import NetworkProbe

/// The program `drey-flink`.
public enum FlinkAgentMain {
  /// Runs the member of a cluster of Apache Flink that the arguments ask for.
  ///
  /// ``ClusterEvent``s go to standard error; standard output is that of the JVM. SIGTERM and SIGINT end it.
  /// - Parameters:
  ///   - arguments: without the program's own name.
  ///   - environment: nil: that of this process; see ``ContainerContract/PathVariable``.
  /// - Returns: the exit code; see ``ExitCode``.
  public static func run(arguments: [String], environment: [String: String]? = nil) async -> Int32 {
    if let exitCode = await ProbeCommand.run(arguments) { return exitCode }
    let flink = LoopbackCall.Address.port(JobManagerAgent.usualInnerRestPort)
    if let exitCode = await RestCommand.run(arguments, to: flink) { return exitCode }
    let environment = environment ?? ProcessEnvironment.all
    if let exitCode = SecretsCommand.run(arguments, environment: environment) { return exitCode }
    let events = EventLog.lines(to: STDERR_FILENO)
    do throws(Failure) {
      let interruption = try interruption()
      let member = try MemberContext(arguments, environment, events: events)
      return try await run(member, interruption)
    } catch {
      report(error, arguments, events)
      return ExitCode(error.domain).rawValue
    }
  }

  private static func run(_ member: MemberContext, _ interruption: Completion<Void>) async throws(Failure) -> Int32 {
    switch member.line.verb {
    case .taskManager: try await TaskManagerAgent(member).run(interruption: interruption)
    case .client where member.home.userScript != nil: try await ScriptAgent(member).run(interruption: interruption)
    case .client: try await ClientAgent(member).run(interruption: interruption)
    default: try await JobManagerAgent(member).run(interruption: interruption)
    }
  }

  /// Whoever runs an application has to say how it ended, also where it could not begin.
  private static func report(_ failure: Failure, _ arguments: [String], _ events: EventLog) {
    guard arguments.first != ContainerContract.Verb.taskManager.rawValue else {
      return events.log(.error, source: "taskmanager", "\(failure)")
    }
    events.report(.applicationEnded(ApplicationResult(status: .failed, jobs: [], failure: failure)))
  }

  private static func interruption() throws(Failure) -> Completion<Void> {
    do { return try TerminationSignals.firstSignal() } catch { throw Failure(error, domain: .infrastructure) }
  }
}
