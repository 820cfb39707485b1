import Synchronization

/// Whether a client asks again and again how its job ended, and so has to be given the time to learn it.
final class ResultReads: Sendable {
  private let last = Mutex<ContinuousClock.Instant?>(nil)

  /// Clients ask at least this often.
  private static let period: Duration = .milliseconds(2100)

  /// A request's path.
  func note(_ path: String) {
    guard path.contains("/jobs/"), path.contains("/execution-result") || path.contains("/status") else { return }
    last.withLock { $0 = .now }
  }

  /// Waits until a client that asks has done so once more; at once where there is none.
  func waitForLast() async {
    let ended = ContinuousClock.now
    guard let before = last.withLock({ $0 }), before + Self.period > ended else { return }
    while ContinuousClock.now < ended + Self.period {
      try? await Task.sleep(for: .milliseconds(20))
      guard let latest = last.withLock({ $0 }), latest > ended else { continue }
      // The answer is on its way.
      return (try? await Task.sleep(for: .milliseconds(100))) ?? ()
    }
  }
}
