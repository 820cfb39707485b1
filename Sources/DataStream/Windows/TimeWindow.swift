public import StreamRecords

/// A stretch of time that records are gathered in: from `start` to `end`, exclusive.
///
/// Times are milliseconds since 1970 began (UTC).
public struct TimeWindow: StreamKey, CustomStringConvertible {
  /// The first millisecond that belongs to the window.
  public let start: Int
  /// The first millisecond after it.
  public let end: Int

  /// A window from `start` to `end`, exclusive.
  @inlinable public init(start: Int, end: Int) {
    self.start = start
    self.end = end
  }

  /// The window of all times.
  public static let global = TimeWindow(start: .min, end: .max)

  /// The last millisecond that belongs to the window; results of the window have it as their timestamp.
  @inlinable public var maxTimestamp: Int { end == .max ? .max : end &- 1 }

  /// Whether both share a time, or one begins where the other ends: such sessions become one.
  @inlinable public func intersects(_ other: TimeWindow) -> Bool { start <= other.end && end >= other.start }

  /// The smallest window that holds both.
  @inlinable public func cover(_ other: TimeWindow) -> TimeWindow {
    TimeWindow(start: min(start, other.start), end: max(end, other.end))
  }

  /// Both ends.
  @inlinable public static func put(_ window: TimeWindow, into writer: inout ByteWriter) {
    writer.integer(window.start)
    writer.integer(window.end)
  }

  /// Reads back what ``put(_:into:)`` wrote.
  @inlinable public static func get(from reader: inout ByteReader) -> TimeWindow {
    let start = reader.integer(Int.self)
    return TimeWindow(start: start, end: reader.integer(Int.self))
  }

  /// The hash of both ends.
  @inlinable public var fastHash: UInt64 { StableHash.mix(start.fastHash, end.fastHash) }

  /// `[start,end)`.
  public var description: String { "[\(start),\(end))" }
}
