public import DreyModel

/// Decides when to send a heartbeat and when the other side counts as lost.
public struct HeartbeatMonitor: Sendable {
  /// What to do now.
  public enum Decision: Sendable, Equatable {
    /// Send a heartbeat, then ask again at this time.
    case send(askAgainAt: Duration)
    /// Ask again at this time.
    case wait(until: Duration)
    /// The other side is lost: it says nothing.
    case lost
    /// The other side is lost: it does not read what is written to it.
    case unread
  }

  private let interval: Duration
  private let timeout: Duration
  private var lastHeard: Duration
  private var nextSend: Duration
  /// nil: nothing is being written.
  private var writingSince: Duration?

  /// - Parameter now: time on any clock that only goes forward, the same one in every call.
  public init(_ settings: HeartbeatSettings, now: Duration) {
    interval = .milliseconds(max(1, settings.interval))
    timeout = .milliseconds(max(1, settings.timeout))
    lastHeard = now
    nextSend = now
  }

  /// Anything that comes from the other side is a sign of life.
  public mutating func heard(at now: Duration) { lastHeard = max(lastHeard, now) }

  /// A message is being written from this time on.
  public mutating func beganWriting(at now: Duration) { writingSince = now }

  /// The message is written.
  public mutating func endedWriting() { writingSince = nil }

  /// - Returns: what to do at this time.
  public mutating func decide(at now: Duration) -> Decision {
    let deadline = lastHeard + timeout
    if now >= deadline { return .lost }
    if let writingSince, now >= writingSince + timeout { return .unread }
    if now < nextSend { return .wait(until: min(nextSend, deadline)) }
    nextSend = now + interval
    return .send(askAgainAt: min(nextSend, deadline))
  }
}
