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
  ///   - environment: nil: that of this process; see ``ContainerContract/PathVariable``.
  /// - Returns: the exit code; see ``ExitCode``.
  public static func run(arguments: [String], environment: [String: String]? = nil) async -> Int32 {
    if let exitCode = await ProbeCommand.run(arguments) { return exitCode }
    let environment = environment ?? ProcessEnvironment.all
    if let exitCode = SecretsCommand.run(arguments, environment: environment) { return exitCode }
    let socket = ServicePaths(environment).restSocket
    if let exitCode = await RestCommand.run(arguments, to: .socket(path: socket)) { return exitCode }
    switch arguments.first {
    case ContainerContract.Verb.jobManager.rawValue:
      return await SessionMain.run(arguments: arguments, environment: environment)
    default: return await runStandalone(arguments, environment)
    }
  }

  private static func runStandalone(_ arguments: [String], _ environment: [String: String]) async -> Int32 {
    let events = EventLog.lines(to: STDERR_FILENO)
    let exitsWithZero = exitsWithZero(arguments)
    do throws(Failure) {
      let interruption = try interruption()
      let configuration = try configuration(arguments, environment)
      let result = try await StandaloneCluster(configuration, events: events).run(interruption: interruption)
      return exitsWithZero ? ExitCode.finished.rawValue : ExitCode(result).rawValue
    } catch {
      events.report(.applicationEnded(ApplicationResult(status: .failed, jobs: [], failure: error)))
      return exitsWithZero ? ExitCode.finished.rawValue : ExitCode(error.domain).rawValue
    }
  }

  /// Whether ``OptionKey/exitsWithZero`` is set; what else is wrong with the arguments is said later.
  private static func exitsWithZero(_ arguments: [String]) -> Bool {
    let options = (try? ServiceCommandLine(parsing: arguments))?.options
    return (try? options?.flag(.exitsWithZero)) ?? false
  }

  private static func interruption() throws(Failure) -> Completion<Void> {
    do { return try TerminationSignals.firstSignal() } catch { throw Failure(error, domain: .infrastructure) }
  }

  static func configuration(
    _ arguments: [String], _ environment: [String: String]
  ) throws(Failure) -> StandaloneConfiguration {
    let commandLine = try ServiceCommandLine(arguments)
    guard commandLine.verb == .standaloneJob else {
      throw Failure(
        .usage, "drey-jobmanager does not run '\(commandLine.verb.rawValue)'",
        advice: "Use the verb '\(ContainerContract.Verb.standaloneJob.rawValue)', or"
          + " '\(ContainerContract.Verb.jobManager.rawValue)' for a session.")
    }
    let paths = ServicePaths(environment)
    var configuration = try StandaloneConfiguration(
      application: UserLibrary.executable(in: paths.userLibrary), arguments: commandLine.applicationArguments,
      environment: ServicePaths.removed(from: environment), secret: ClusterSecret(file: paths.clusterSecret),
      scratch: paths.scratch, options: commandLine.options)
    configuration.restSocket = paths.restSocket
    if let path = commandLine.options[.jobGraphPath] { configuration.job = try ShippedJob(file: path) }
    return configuration
  }
}
