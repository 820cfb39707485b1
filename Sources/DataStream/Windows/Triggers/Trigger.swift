public import StreamRecords

/// What is to be done with a window.
public enum TriggerResult: Sendable, Equatable {
  /// Nothing.
  case `continue`
  /// Its result is emitted; the records stay.
  case fire
  /// Its records are forgotten.
  case purge
  /// Its result is emitted and its records are forgotten.
  case fireAndPurge

  /// Whether the result is emitted.
  @inlinable public var isFire: Bool { self == .fire || self == .fireAndPurge }
  /// Whether the records are forgotten.
  @inlinable public var isPurge: Bool { self == .purge || self == .fireAndPurge }
}

/// Decides when a window gives its result.
///
/// ```swift
/// /// Fires as soon as a bid is high enough.
/// struct HighBid: Trigger {
///   func onElement(
///     _ bid: Bid, timestamp: Int?, window: TimeWindow, state: inout NoTriggerState, context: inout TriggerContext
///   ) -> TriggerResult { bid.price > 1_000_000 ? .fireAndPurge : .continue }
/// }
/// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).trigger(HighBid())
/// ```
/// It is asked for every record and for every timer that it has registered, per key and window. What it has to remember is
/// its ``State``, which is kept per key and window until the window is over. An error that it throws fails the job.
public protocol Trigger<Record>: Sendable {
  associatedtype Record
  associatedtype State: StreamCodable = NoTriggerState

  /// The state for a window without records.
  func createState() -> State

  /// A record came to the window.
  func onElement(
    _ record: Record, timestamp: Int?, window: TimeWindow, state: inout State, context: inout TriggerContext
  ) throws -> TriggerResult

  /// A timer of event time is due, or the window's end has come. By default ``TriggerResult/continue``.
  func onEventTime(
    _ time: Int, window: TimeWindow, state: inout State, context: inout TriggerContext
  ) throws -> TriggerResult

  /// A timer of the machine's time is due, or the window's end has come. By default ``TriggerResult/continue``.
  func onProcessingTime(
    _ time: Int, window: TimeWindow, state: inout State, context: inout TriggerContext
  ) throws -> TriggerResult

  /// Takes in the state of a window that becomes a part of `window`, whose own timers are gone. Called when sessions meet,
  /// once per part. By default an error: such triggers are not for sessions.
  func onMerge(
    _ other: State, window: TimeWindow, state: inout State, context: inout TriggerContext
  ) throws
}

extension Trigger {
  /// Nothing happens.
  public func onEventTime(
    _ time: Int, window: TimeWindow, state: inout State, context: inout TriggerContext
  ) throws -> TriggerResult { .continue }

  /// Nothing happens.
  public func onProcessingTime(
    _ time: Int, window: TimeWindow, state: inout State, context: inout TriggerContext
  ) throws -> TriggerResult { .continue }

  /// Fails the job.
  public func onMerge(
    _ other: State, window: TimeWindow, state: inout State, context: inout TriggerContext
  ) throws { throw WindowFailures.merge(of: "\(Self.self)") }
}

extension Trigger where State == NoTriggerState {
  /// Nothing.
  @inlinable public func createState() -> NoTriggerState { NoTriggerState() }
}

/// The state of triggers that remember nothing.
public struct NoTriggerState: StreamCodable {
  /// Nothing.
  @inlinable public init() {}

  /// One byte.
  @inlinable public static func put(_ state: NoTriggerState, into writer: inout ByteWriter) {
    writer.integer(UInt8(0))
  }

  /// Reads back what ``put(_:into:)`` wrote.
  @inlinable public static func get(from reader: inout ByteReader) -> NoTriggerState {
    _ = reader.integer(UInt8.self)
    return NoTriggerState()
  }
}
