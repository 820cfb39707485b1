public import StreamRecords

/// Keeps only the last records of a window.
///
/// ```swift
/// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).evictor(CountEvictor(of: 3)).process { … }
/// ```
public struct CountEvictor<Record: StreamCodable>: Evictor {
  private let count: Int
  private let evictsAfter: Bool

  /// - Parameters:
  ///   - count: how many records to keep.
  ///   - doEvictAfter: whether the result is computed of all records first.
  public init(of count: Int, doEvictAfter: Bool = false) {
    self.count = max(0, count)
    evictsAfter = doEvictAfter
  }

  /// Removes the first records, unless it is to do so afterwards.
  public func evictBefore(_ records: inout [TimestampedValue<Record>], window: TimeWindow) {
    if !evictsAfter { evict(&records) }
  }

  /// Removes the first records, if it is to do so afterwards.
  public func evictAfter(_ records: inout [TimestampedValue<Record>], window: TimeWindow) {
    if evictsAfter { evict(&records) }
  }

  private func evict(_ records: inout [TimestampedValue<Record>]) {
    if records.count > count { records.removeFirst(records.count - count) }
  }
}
