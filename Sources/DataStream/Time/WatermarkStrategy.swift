/// Where records' event times come from, and how far behind the latest of them time itself is.
///
/// ```swift
/// WatermarkStrategy<Bid>.forBoundedOutOfOrderness(.seconds(5)) { $0.time }.withIdleness(.seconds(30))
/// ```
/// Times are milliseconds since 1970 began (UTC).
public struct WatermarkStrategy<Record>: Sendable {
  /// The event time of a record, which may have one already.
  public let timestamp: @Sendable (_ record: Record, _ previous: Int?) throws -> Int
  /// By how many milliseconds a record may be older than the latest one.
  public let outOfOrderness: Int
  /// After how many milliseconds without a record others stop waiting for this stream; nil: never.
  public private(set) var idleness: Int?

  /// For streams in which no record is older than one before it.
  public static func forMonotonousTimestamps(
    _ timestamp: @escaping @Sendable (Record) throws -> Int
  ) -> WatermarkStrategy {
    WatermarkStrategy(timestamp: { record, _ in try timestamp(record) }, outOfOrderness: 0, idleness: nil)
  }

  /// For streams in which a record may be older than one before it, by `bound` at most; what is older still is late.
  public static func forBoundedOutOfOrderness(
    _ bound: Duration, _ timestamp: @escaping @Sendable (Record) throws -> Int
  ) -> WatermarkStrategy {
    WatermarkStrategy(
      timestamp: { record, _ in try timestamp(record) }, outOfOrderness: max(0, bound.inMilliseconds), idleness: nil)
  }

  /// The same, but others stop waiting for a subtask's stream while it brings no record for as long as `timeout`.
  public func withIdleness(_ timeout: Duration) -> WatermarkStrategy {
    var copy = self
    copy.idleness = max(1, timeout.inMilliseconds)
    return copy
  }
}

extension Duration {
  /// Whole milliseconds; what is beyond an `Int` counts as its end.
  @usableFromInline var inMilliseconds: Int {
    let (seconds, attoseconds) = components
    let (product, overflow) = Int(seconds).multipliedReportingOverflow(by: 1000)
    if overflow { return seconds < 0 ? .min : .max }
    return product + Int(attoseconds / 1_000_000_000_000_000)
  }
}
