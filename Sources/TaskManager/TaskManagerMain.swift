import ChildProcess
import ControlPlane
import DreyModel
import Glibc
import NetworkProbe

/// The program `drey-taskmanager`.
public enum TaskManagerMain {
  /// Runs a TaskManager until the JobManager tells it to exit.
  ///
  /// ``ClusterEvent``s go to standard error; what jobs print goes to standard output. SIGTERM and SIGINT end it, in a
  /// cluster that ends with its work (``OptionKey/exitsWithZero``) as it should.
  /// - Parameters:
  ///   - arguments: without the program's own name.
  ///   - environment: nil: that of this process; see ``ContainerContract/PathVariable``.
  /// - Returns: the exit code; see ``ExitCode``.
  public static func run(arguments: [String], environment: [String: String]? = nil) async -> Int32 {
    if let exitCode = await ProbeCommand.run(arguments) { return exitCode }
    let events = EventLog.lines(to: STDERR_FILENO)
    do throws(Failure) {
      let interruption = try interruption()
      let configuration = try configuration(arguments, environment ?? ProcessEnvironment.all)
      return try await run(configuration, events, interruption)
    } catch {
      events.log(.error, source: "taskmanager", "\(error)")
      return ExitCode(error.domain).rawValue
    }
  }

  private static func run(
    _ configuration: TaskManagerConfiguration, _ events: EventLog, _ interruption: Completion<Void>
  ) async throws(Failure) -> Int32 {
    do throws(Failure) {
      try await TaskManagerService(configuration, events: events).run(interruption: interruption)
    } catch {
      guard error.domain == .cancelled, configuration.exitsWithZero else { throw error }
      events.log(source: "taskmanager", "\(error)")
    }
    return ExitCode.finished.rawValue
  }

  private static func interruption() throws(Failure) -> Completion<Void> {
    do { return try TerminationSignals.firstSignal() } catch { throw Failure(error, domain: .infrastructure) }
  }

  static func configuration(
    _ arguments: [String], _ environment: [String: String]
  ) throws(Failure) -> TaskManagerConfiguration {
    let commandLine = try ServiceCommandLine(arguments)
    guard commandLine.verb == .taskManager else {
      throw Failure(
        .usage, "drey-taskmanager does not run '\(commandLine.verb.rawValue)'",
        advice: "Use the verb '\(ContainerContract.Verb.taskManager.rawValue)'.")
    }
    guard commandLine.applicationArguments.isEmpty else {
      throw Failure(.usage, "a TaskManager takes no arguments after '--'", advice: "Give them to the JobManager.")
    }
    let paths = ServicePaths(environment)
    return try TaskManagerConfiguration(
      options: commandLine.options, secret: ClusterSecret(file: paths.clusterSecret), scratch: paths.scratch,
      environment: environment)
  }
}
