import ChildProcess
import DreyModel
import Glibc
import Synchronization

/// The client's hold on a process of its own that outlives it and removes what the run made, should the client die.
///
/// The two share a pipe: however the client ends, the kernel closes its end, and the watchdog reads that. It leads its
/// own session, so that neither Ctrl-C nor a killed process group takes it along.
final class Watchdog: Sendable {
  private let child: ChildProcess
  private let pipe: Mutex<Int32?>

  /// Starts this executable as the watchdog of a run.
  /// - Parameter environment: how the watchdog finds the target.
  /// - Throws: ``DreyModel/Failure`` of the domain `infrastructure`; without a watchdog nothing is created.
  static func start(runID: String, target: TargetName, environment: [String: String]) throws -> Watchdog {
    do {
      let child = try ChildProcess.spawn(
        ChildProcess.Configuration(
          executable: "/proc/self/exe", arguments: ["watchdog", runID, "--target", target.rawValue],
          environment: environment, workingDirectory: "/",
          standardInput: .pipe, standardOutput: .null, standardError: .null, isolation: .session))
      return Watchdog(child, pipe: child.pipes.standardInput)
    } catch {
      throw Failure(.infrastructure, "the run's watchdog cannot be started: \(error)")
    }
  }

  private init(_ child: ChildProcess, pipe: Int32?) {
    self.child = child
    self.pipe = Mutex(pipe)
  }

  /// Tells the watchdog that nothing is left to remove, and waits for its end.
  func dismiss() async {
    pipe.withLock { descriptor in
      guard let open = descriptor else { return }
      withUnsafeBytes(of: WatchdogProcess.dismissal) { _ = write(open, $0.baseAddress, 1) }
      close(open)
      descriptor = nil
    }
    _ = await child.wait(upTo: .seconds(2))
  }
}
