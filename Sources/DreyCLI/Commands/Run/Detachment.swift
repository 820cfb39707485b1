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
    let arguments = try ProcessArguments.all()
    let child: ChildProcess
    do {
      child = try ChildProcess.spawn(
        ChildProcess.Configuration(
          executable: "/proc/self/exe", arguments: arguments, environment: environment,
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
  private let postMortems: String?
  private let hasStarted = Mutex(false)

  /// How long a cluster that runs is watched for a job that runs, or for the run's end: a job that cannot begin is told to
  /// whoever started it.
  static let patience: Duration = .seconds(10)

  /// - Parameter postMortems: the folder that gets a post-mortem if the run fails; nil: none is written.
  init(_ observer: RunConsole, cluster name: String, postMortems: String?) {
    self.observer = observer
    self.name = name
    self.postMortems = postMortems
  }

  func progress(_ phase: RunPhase, _ text: String) { observer.progress(phase, text) }

  func detail(_ phase: RunPhase, _ text: String) { observer.detail(phase, text) }

  func event(_ event: ClusterEvent, from member: String) {
    switch event {
    case .listening:
      Task {
        try? await Task.sleep(for: Self.patience)
        announce()
      }
    case .jobStatusChanged(_, _, .running, _), .subtasksRunning:
      observer.event(event, from: member)
      announce()
    default: observer.event(event, from: member)
    }
  }

  /// Says that the run goes on in the background, and where it says why if it fails.
  private func announce() {
    let isFirst = hasStarted.withLock { hasStarted in
      defer { hasStarted = true }
      return !hasStarted
    }
    guard isFirst else { return }
    if let postMortems { observer.progress(.run, "if it fails, its post-mortem is written below \(postMortems)") }
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
