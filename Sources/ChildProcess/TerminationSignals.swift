import Glibc
import Synchronization

/// SIGTERM and SIGINT as something to wait for.
public enum TerminationSignals {
  /// Where the handler writes; -1 until ``firstSignal()``.
  private static let wakeUp = Atomic<Int32>(-1)

  /// Completed by the first SIGTERM or SIGINT of this process, which no longer end it by themselves.
  ///
  /// To be called once in a process. Works for the first process of a container as well.
  /// - Throws: ``SpawnError`` where the system has no pipe or no thread left.
  public static func firstSignal() throws(SpawnError) -> Completion<Void> {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system(operation: "pipe", errno: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let reading = ends[0]
    let completion = Completion<Void>()
    try BlockingThread.start {
      var byte: UInt8 = 0
      while read(reading, &byte, 1) < 0, errno == EINTR {}
      completion.complete(())
    }
    wakeUp.store(ends[1], ordering: .sequentiallyConsistent)
    // A handler may call little more than write; the thread does the rest.
    for number in [SIGTERM, SIGINT] {
      signal(number) { _ in
        var byte: UInt8 = 1
        _ = write(TerminationSignals.wakeUp.load(ordering: .relaxed), &byte, 1)
      }
    }
    return completion
  }
}
