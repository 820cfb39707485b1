import ChildProcess
import Synchronization

/// Something that ends a wait before its time.
final class Wakeup: Sendable {
  private let current = Mutex(Completion<Void>())

  /// Ends the wait that is under way, or the next one.
  func poke() { current.withLock { $0 }.complete(()) }

  /// Waits at least `minimum`, and until somebody pokes or `limit` has passed.
  /// - Returns: whether somebody did.
  func wait(minimum: Duration, limit: Duration) async -> Bool {
    try? await Task.sleep(for: minimum)
    let isPoked = await current.withLock { $0 }.value(within: limit - minimum) != nil
    if isPoked { current.withLock { $0 = Completion<Void>() } }
    return isPoked
  }
}
