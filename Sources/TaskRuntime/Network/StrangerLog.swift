import DreyModel
import Glibc
import Synchronization

/// Says which connections were turned away, no more than a line per second, however many there are.
final class StrangerLog: Sendable {
  private let throttle = Mutex(RefusalThrottle())
  private let write: @Sendable (String) -> Void

  /// - Parameter write: is given each line; by default it goes to standard error.
  init(write: @escaping @Sendable (String) -> Void = StrangerLog.writeToStandardError) { self.write = write }

  /// A connection was turned away.
  func dropped(_ peer: String, because reason: String, at now: ContinuousClock.Instant = .now) {
    let line = throttle.withLock { $0.line("dropped a data connection from \(peer): \(reason)", at: now) }
    if let line { write(line) }
  }

  static func writeToStandardError(_ line: String) {
    "\(line)\n".utf8.withContiguousStorageIfAvailable { _ = Glibc.write(2, $0.baseAddress, $0.count) }
  }
}
