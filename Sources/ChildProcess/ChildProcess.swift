import Glibc
import Synchronization

/// A running child process, or one that ended.
///
/// A thread of its own waits for the process, so that it is reaped at once and nothing blocks the cooperative pool.
public final class ChildProcess: Sendable {
  /// The process's id; it may belong to another process after this one ended, so use ``signal(_:)``.
  public let processID: Int32
  /// The parent's ends of the pipes that were asked for.
  public let pipes: Pipes
  private let leadsGroup: Bool
  private let life = Mutex(Life())
  private let ended = Completion<Termination>()

  private struct Life {
    var isReaped = false
    /// Set once the group is to end: whoever outlives its leader is killed.
    var isEnding = false
  }

  private init(processID: Int32, pipes: Pipes, leadsGroup: Bool) {
    self.processID = processID
    self.pipes = pipes
    self.leadsGroup = leadsGroup
  }

  /// Starts a process. Of the parent's descriptors it gets none but its three standard streams.
  /// - Throws: ``SpawnError``; nothing was started then.
  public static func spawn(_ configuration: Configuration) throws(SpawnError) -> ChildProcess {
    let started = try Launch.start(configuration)
    let child = ChildProcess(
      processID: started.processID, pipes: started.pipes, leadsGroup: configuration.isolation != .none)
    do {
      try BlockingThread.start { child.reap() }
    } catch {
      // Nobody would ever learn of the child's end, so it must not live.
      kill(child.processID, SIGKILL)
      throw error
    }
    return child
  }

  /// Waits for the process's end, also where the waiting task is cancelled.
  public func wait() async -> Termination { await ended.value() }

  /// Waits for the process's end, for at most this long.
  /// - Returns: nil where the time passed or the waiting task was cancelled.
  public func wait(upTo limit: Duration) async -> Termination? { await ended.value(within: limit) }

  /// Sends a signal to the process, and to its whole group if it leads one. Does nothing once the process has ended.
  public func signal(_ number: Int32) {
    life.withLock { life in
      guard !life.isReaped else { return }
      kill(leadsGroup ? -processID : processID, number)
    }
  }

  /// Asks the process to end by SIGTERM, and ends it by SIGKILL where it has not within `grace`.
  /// Processes of its group that outlive it are killed.
  public func terminate(grace: Duration) async -> Termination {
    life.withLock { $0.isEnding = true }
    signal(SIGTERM)
    if let end = await wait(upTo: grace) { return end }
    signal(SIGKILL)
    return await wait()
  }

  private func reap() {
    var information = siginfo_t()
    // The process stays a zombie until the lock is held, so that its id cannot be given to another one meanwhile.
    while waitid(P_PID, id_t(processID), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    var status: Int32 = 0
    life.withLock { life in
      if life.isEnding, leadsGroup { kill(-processID, SIGKILL) }
      while waitpid(processID, &status, 0) < 0, errno == EINTR {}
      life.isReaped = true
    }
    ended.complete(Termination(waitStatus: status))
  }
}
