import ChildProcess
import ControlPlane
import DreyModel
import Glibc

/// The verb `jobmanager`: the JobManager of a session.
enum SessionMain {
  /// Runs it until it is told to stop, by `DELETE /cluster` or a signal.
  ///
  /// After a signal it does not end with 0, so that an engine that was restarted starts it again: a session ends when a
  /// client says so.
  /// - Returns: the exit code; see ``ExitCode``.
  static func run(arguments: [String], environment: [String: String]) async -> Int32 {
    let events = EventLog.lines(to: STDERR_FILENO)
    do throws(Failure) {
      let configuration = try configuration(arguments, environment)
      let interruption = try interruption()
      let isTold = try await SessionCluster(configuration, events: events).run(interruption: interruption)
      return (isTold ? ExitCode.finished : .cancelled).rawValue
    } catch {
      events.log(.error, source: "jobmanager", "\(error)")
      return ExitCode(error.domain).rawValue
    }
  }

  private static func interruption() throws(Failure) -> Completion<Void> {
    do { return try TerminationSignals.firstSignal() } catch { throw Failure(error, domain: .infrastructure) }
  }

  static func configuration(
    _ arguments: [String], _ environment: [String: String]
  ) throws(Failure) -> SessionConfiguration {
    let commandLine = try ServiceCommandLine(arguments)
    guard commandLine.applicationArguments.isEmpty else {
      throw Failure(
        .usage, "a session takes no arguments after '--'", advice: "A job's arguments come with its submission.")
    }
    let paths = ServicePaths(environment)
    return try SessionConfiguration(
      secret: ClusterSecret(file: paths.clusterSecret), token: RestToken(file: paths.restToken),
      scratch: paths.scratch, options: commandLine.options)
  }
}
