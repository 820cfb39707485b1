public import StreamRecords

/// A record and when it happened.
public struct TimestampedValue<Record: StreamCodable>: StreamCodable {
  /// The record.
  public let value: Record
  /// Milliseconds since 1970 began (UTC); nil where the record has no event time.
  public let timestamp: Int?

  /// A record and when it happened.
  @inlinable public init(_ value: Record, timestamp: Int?) {
    self.value = value
    self.timestamp = timestamp
  }

  /// The record, then its time.
  @inlinable public static func put(_ timestamped: TimestampedValue, into writer: inout ByteWriter) throws {
    try Record.put(timestamped.value, into: &writer)
    try Int?.put(timestamped.timestamp, into: &writer)
  }

  /// Reads back what ``put(_:into:)`` wrote.
  @inlinable public static func get(from reader: inout ByteReader) throws -> TimestampedValue {
    let value = try Record.get(from: &reader)
    return TimestampedValue(value, timestamp: try .get(from: &reader))
  }
}

/// Removes records from a window when it fires, before its result is computed or after that.
///
/// ```swift
/// /// Leaves out what is worth nothing.
/// struct Worthless: Evictor {
///   func evictBefore(_ bids: inout [TimestampedValue<Bid>], window: TimeWindow) { bids.removeAll { $0.value.price == 0 } }
/// }
/// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).evictor(Worthless()).count()
/// ```
/// A window with an evictor keeps all its records. They are in the order in which they came. What is removed is removed for
/// good, also where the window fires again. An error that it throws fails the job.
public protocol Evictor<Record>: Sendable {
  associatedtype Record: StreamCodable

  /// Removes records before the window's result is computed. By default none.
  func evictBefore(_ records: inout [TimestampedValue<Record>], window: TimeWindow) throws

  /// Removes records after the window's result was computed. By default none.
  func evictAfter(_ records: inout [TimestampedValue<Record>], window: TimeWindow) throws
}

extension Evictor {
  /// Removes nothing.
  public func evictBefore(_ records: inout [TimestampedValue<Record>], window: TimeWindow) {}
  /// Removes nothing.
  public func evictAfter(_ records: inout [TimestampedValue<Record>], window: TimeWindow) {}
}
