import ChildProcess
import DreyDeploy
import DreyModel
import Glibc
import Synchronization

/// A run that goes on in the background: a drey of its own, in a session of its own, guards it and removes its cluster at
/// the end, as one in the foreground would.
enum Detachment {
  /// Set for the drey in the background.
  static let variable = "DREY_DETACHED"

  /// Starts this command again in the background and waits until its cluster has started.
  /// What it says until then goes to this process's standard error, the cluster's name to standard output.
  /// - Throws: ``CommandEnd`` where the run ended before.
  static func start(environment: [String: String], _ output: OutputOptions) async throws {
    var environment = environment
    environment[variable] = "1"
    let child: ChildProcess
    do {
      child = try ChildProcess.spawn(
        ChildProcess.Configuration(
          executable: "/proc/self/exe", arguments: Array(CommandLine.arguments.dropFirst()), environment: environment,
          standardInput: .null, standardOutput: .pipe, standardError: .inherit, isolation: .session))
    } catch {
      throw Failure(.infrastructure, "the run cannot be started in the background: \(error)")
    }
    let (name, exitCode) = await Interruption.guarding { await follow(child) }
    guard let name else { throw CommandEnd(exitCode: exitCode) }
    try output.print(NameList(names: [name]))
  }

  /// - Returns: the cluster's name once it has started, or nil and how the run ended before.
  private static func follow(_ child: ChildProcess) async -> (name: String?, exitCode: ExitCode) {
    await withTaskCancellationHandler {
      let name = Mutex<String?>(nil)
      let output = child.pipes.standardOutput.flatMap { descriptor in
        try? PipeReader(descriptor) { line in name.withLock { $0 = line } }
      }
      // It closes its side once the cluster has started, or by ending.
      while let output, !(await output.end(within: .seconds(3600))) {}
      if let name = name.withLock({ $0 }) { return (name, .finished) }
      guard case .exited(let code) = await child.wait() else { return (nil, .infrastructure) }
      return (nil, ExitCode(rawValue: code) ?? .infrastructure)
    } onCancel: {
      child.signal(SIGINT)
    }
  }
}

/// What the drey in the background says: everything until the cluster has started, nothing afterwards.
final class DetachedObserver: RunObserver {
  private let observer: RunConsole
  private let name: String
  private let hasStarted = Mutex(false)

  init(_ observer: RunConsole, cluster name: String) {
    self.observer = observer
    self.name = name
  }

  func progress(_ phase: RunPhase, _ text: String) { observer.progress(phase, text) }

  func detail(_ phase: RunPhase, _ text: String) { observer.detail(phase, text) }

  /// The JobManager takes TaskManagers: from here on the cluster runs.
  func event(_ event: ClusterEvent, from member: String) {
    guard case .listening = event else { return observer.event(event, from: member) }
    let isFirst = hasStarted.withLock { hasStarted in
      defer { hasStarted = true }
      return !hasStarted
    }
    guard isFirst else { return }
    Terminal.result(name)
    Self.letGo()
  }

  /// They stay in the members' logs: nobody reads this process's standard output any more.
  func records(_ bytes: [UInt8]) async throws {}

  /// Whoever waits for the end of the standard streams need not wait for the run's.
  private static func letGo() {
    let null = open("/dev/null", O_RDWR)
    guard null >= 0 else { return }
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] { dup2(null, descriptor) }
    close(null)
  }
}
