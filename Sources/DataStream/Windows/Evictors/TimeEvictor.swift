public import StreamRecords

/// Keeps only those records of a window that are not much older than the latest of them.
///
/// ```swift
/// bids.keyBy { $0.auction }.window(.tumbling(.seconds(60))).evictor(TimeEvictor(of: .seconds(10))).process { … }
/// ```
public struct TimeEvictor<Record: StreamCodable>: Evictor {
  private let span: Int
  private let evictsAfter: Bool

  /// - Parameters:
  ///   - span: records that are as much older than the latest, or more, are removed.
  ///   - doEvictAfter: whether the result is computed of all records first.
  public init(of span: Duration, doEvictAfter: Bool = false) {
    self.span = span.inMilliseconds
    evictsAfter = doEvictAfter
  }

  /// Removes old records, unless it is to do so afterwards.
  public func evictBefore(_ records: inout [TimestampedValue<Record>], window: TimeWindow) {
    if !evictsAfter { evict(&records) }
  }

  /// Removes old records, if it is to do so afterwards.
  public func evictAfter(_ records: inout [TimestampedValue<Record>], window: TimeWindow) {
    if evictsAfter { evict(&records) }
  }

  private func evict(_ records: inout [TimestampedValue<Record>]) {
    // Records without event time are left alone, as Flink does, which looks at the first one.
    guard records.first?.timestamp != nil, let latest = records.compactMap(\.timestamp).max() else { return }
    let (limit, overflow) = latest.subtractingReportingOverflow(span)
    if !overflow { records.removeAll { ($0.timestamp ?? .min) <= limit } }
  }
}
