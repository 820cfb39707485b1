import DreyModel
import Synchronization

/// Says which connections were refused, no more than a line per second, however many there are.
public final class RefusalLog: Sendable {
  private let events: EventLog
  private let source: String
  private let throttle = Mutex(RefusalThrottle())

  /// - Parameter source: who says so.
  public init(_ events: EventLog, source: String) {
    self.events = events
    self.source = source
  }

  /// Logs a refusal as a warning, unless it is not its turn; then it is counted.
  public func log(_ message: String) {
    guard let line = throttle.withLock({ $0.line(message) }) else { return }
    events.log(.warn, source: source, line)
  }
}
