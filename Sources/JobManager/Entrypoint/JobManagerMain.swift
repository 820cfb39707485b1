import ChildProcess
import ControlPlane
import DreyModel
import Glibc
import NetworkProbe

/// The program `drey-jobmanager`.
public enum JobManagerMain {
  /// Runs the JobManager that the arguments ask for.
  ///
  /// ``ClusterEvent``s go to standard error; standard output is the application's. SIGTERM and SIGINT end it.
  /// - Parameters:
  ///   - arguments: without the program's own name.
  ///   - environment: nil: that of this process. `DREY_USRLIB`, `DREY_SECRET_FILE`, `DREY_REST_TOKEN_FILE` and
  ///     `DREY_SCRATCH` stand in for the paths of ``ContainerContract/Path``.
  /// - Returns: the exit code; see ``ExitCode``.
  public static func run(arguments: [String], environment: [String: String]? = nil) async -> Int32 {
    if let exitCode = await ProbeCommand.run(arguments) { return exitCode }
    if arguments.first == ContainerContract.Verb.jobManager.rawValue {
      return await SessionMain.run(arguments: arguments, environment: environment ?? ProcessEnvironment.all)
    }
    let events = EventLog.lines(to: STDERR_FILENO)
    do throws(Failure) {
      let interruption = try interruption()
      let configuration = try configuration(arguments, environment ?? ProcessEnvironment.all)
      let result = try await ApplicationCluster(configuration, events: events).run(interruption: interruption)
      return exitCode(of: result).rawValue
    } catch {
      events.report(.applicationEnded(ApplicationResult(status: .failed, jobs: [], failure: error)))
      return ExitCode(error.domain).rawValue
    }
  }

  private static func interruption() throws(Failure) -> Completion<Void> {
    do { return try TerminationSignals.firstSignal() } catch { throw Failure(error, domain: .infrastructure) }
  }

  static func configuration(
    _ arguments: [String], _ environment: [String: String]
  ) throws(Failure) -> JobManagerConfiguration {
    let commandLine = try ServiceCommandLine(arguments)
    guard commandLine.verb == .standaloneJob else {
      throw Failure(
        .usage, "drey-jobmanager does not run '\(commandLine.verb.rawValue)'",
        advice: "Use the verb '\(ContainerContract.Verb.standaloneJob.rawValue)', or"
          + " '\(ContainerContract.Verb.jobManager.rawValue)' for a session.")
    }
    let folder = environment["DREY_USRLIB"] ?? ContainerContract.Path.userLibrary
    var configuration = try JobManagerConfiguration(
      application: UserLibrary.executable(in: folder), arguments: commandLine.applicationArguments,
      environment: environment,
      secret: ClusterSecret(file: environment["DREY_SECRET_FILE"] ?? ContainerContract.Path.clusterSecret),
      options: commandLine.options)
    if let path = commandLine.options[.jobGraphPath] { configuration.job = try JobGraphFile.read(path) }
    return configuration
  }

  static func exitCode(of result: ApplicationResult) -> ExitCode {
    switch result.status {
    case .succeeded: .finished
    case .canceled: .cancelled
    case .failed, .unknown: ExitCode(result.failure?.domain ?? .user)
    }
  }
}
