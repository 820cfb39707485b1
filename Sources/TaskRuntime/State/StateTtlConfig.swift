/// How long state is kept that is not used; by the machine's time.
///
/// ```swift
/// ValueStateDescriptor("sessions", default: 0, ttl: StateTtlConfig(.seconds(3600)))
/// ```
/// Expired state is never handed out. It is dropped when it is come across, and bit by bit while records come in.
public struct StateTtlConfig: Sendable {
  /// What lets the time begin again.
  public enum UpdateType: Sendable {
    /// Making the state and changing it.
    case onCreateAndWrite
    /// Also reading it.
    case onReadAndWrite
  }

  /// Milliseconds.
  public let milliseconds: Int
  /// What lets the time begin again.
  public let updateType: UpdateType

  /// - Parameter ttl: at least a millisecond.
  public init(_ ttl: Duration, updateType: UpdateType = .onCreateAndWrite) {
    let (seconds, attoseconds) = ttl.components
    // Three hundred years are for ever, and do not overflow.
    let whole = Int(max(0, min(seconds, 10_000_000_000)))
    milliseconds = max(1, whole * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    self.updateType = updateType
  }
}

/// A ``StateTtlConfig`` together with the clock that it goes by.
public struct TtlClock {
  @usableFromInline let milliseconds: Int
  /// Whether reading lets the time begin again.
  public let updatesOnRead: Bool
  /// Milliseconds since 1970 began (UTC).
  public let now: () -> Int

  init(_ config: StateTtlConfig, now: @escaping () -> Int) {
    milliseconds = config.milliseconds
    updatesOnRead = config.updateType == .onReadAndWrite
    self.now = now
  }

  /// Whether what was last used at `touched` is not to be handed out at `now`.
  @inlinable public func isExpired(_ touched: Int, at now: Int) -> Bool { now - touched >= milliseconds }
}
