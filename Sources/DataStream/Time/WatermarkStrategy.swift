import DreyModel

/// Where records' event times come from, and how far behind the latest of them time itself is.
///
/// ```swift
/// WatermarkStrategy<Bid>.forBoundedOutOfOrderness(.seconds(5)) { $0.time }.withIdleness(.seconds(30))
/// ```
/// Times are milliseconds since 1970 began (UTC).
public struct WatermarkStrategy<Record>: Sendable {
  /// The event time of a record, which may have one already.
  public let timestamp: @Sendable (_ record: Record, _ previous: Int?) throws -> Int
  /// By how many milliseconds a record may be older than the latest one; nil: watermarks follow from ``punctuation``.
  public let outOfOrderness: Int?
  /// The watermark that a record stands for, given its event time; nil: watermarks are told regularly.
  public let punctuation: (@Sendable (_ record: Record, _ timestamp: Int) throws -> Int?)?
  /// After how many milliseconds without a record others stop waiting for this stream; nil: never.
  public let idleness: Int?
  /// The group of sources whose watermarks are kept close to each other; nil: none.
  public let alignment: WatermarkAlignmentParams?

  @inlinable @inline(__always) init(
    timestamp: @escaping @Sendable (Record, Int?) throws -> Int, outOfOrderness: Int?,
    punctuation: (@Sendable (Record, Int) throws -> Int?)?, idleness: Int? = nil,
    alignment: WatermarkAlignmentParams? = nil
  ) {
    self.timestamp = timestamp
    self.outOfOrderness = outOfOrderness
    self.punctuation = punctuation
    self.idleness = idleness
    self.alignment = alignment
  }

  /// For streams in which no record is older than one before it.
  @inlinable @inline(__always) public static func forMonotonousTimestamps(
    _ timestamp: @escaping @Sendable (Record) throws -> Int
  ) -> WatermarkStrategy {
    WatermarkStrategy(
      timestamp: { record, _ in try timestamp(record) }, outOfOrderness: 0, punctuation: nil)
  }

  /// For streams in which a record may be older than one before it, by `bound` at most; what is older still is late.
  @inlinable @inline(__always) public static func forBoundedOutOfOrderness(
    _ bound: Duration, _ timestamp: @escaping @Sendable (Record) throws -> Int
  ) -> WatermarkStrategy {
    WatermarkStrategy(
      timestamp: { record, _ in try timestamp(record) }, outOfOrderness: max(0, bound.inMilliseconds),
      punctuation: nil)
  }

  /// For streams in which records themselves tell how far time has come.
  ///
  /// ```swift
  /// WatermarkStrategy<Reading>.forPunctuatedWatermarks({ $0.time }) { $0.endsMinute ? $1 : nil }
  /// ```
  /// - Parameters:
  ///   - timestamp: the event time of a record.
  ///   - watermark: the time that is over after a record, or nil; it is told at once. Those that are not later than the last
  ///     one are ignored.
  @inlinable @inline(__always) public static func forPunctuatedWatermarks(
    _ timestamp: @escaping @Sendable (Record) throws -> Int,
    _ watermark: @escaping @Sendable (_ record: Record, _ timestamp: Int) throws -> Int?
  ) -> WatermarkStrategy {
    WatermarkStrategy(
      timestamp: { record, _ in try timestamp(record) }, outOfOrderness: nil, punctuation: watermark)
  }

  /// The same, but others stop waiting for a subtask's stream while it brings no record for as long as `timeout`.
  @inlinable @inline(__always) public func withIdleness(_ timeout: Duration) -> WatermarkStrategy {
    WatermarkStrategy(
      timestamp: timestamp, outOfOrderness: outOfOrderness, punctuation: punctuation,
      idleness: max(1, timeout.inMilliseconds), alignment: alignment)
  }

  /// The same, but a source that gets ahead of the others in its group is not read until they have caught up: so what is
  /// kept for joins and windows of several sources stays small, also where one holds much more than another, or is read
  /// from far back.
  ///
  /// ```swift
  /// let strategy = WatermarkStrategy<Bid>.forBoundedOutOfOrderness(.seconds(5)) { $0.time }
  ///   .withIdleness(.seconds(30))
  ///   .withWatermarkAlignment("bids-and-auctions", maxAllowedWatermarkDrift: .seconds(20))
  /// env.fromSource(bids, watermarkStrategy: strategy, name: "Bids")
  /// ```
  /// For ``StreamExecutionEnvironment/fromSource(_:watermarkStrategy:name:parallelism:)`` only, where it concerns each split of
  /// each subtask; elsewhere the job is refused. A split is read until the chunk after which its watermark is ahead. Who has
  /// no watermark yet, is idle or at the end of its input holds nobody back; a source that may fall silent needs
  /// ``withIdleness(_:)``.
  /// - Parameters:
  ///   - group: the same for all sources of the job that are to wait for each other.
  ///   - maxAllowedWatermarkDrift: by how much a watermark may be ahead of the lowest of the others.
  ///   - updateInterval: how often subtasks tell each other how far they are, a day at most. Where sources run evenly, none
  ///     comes further than the drift in about two such intervals.
  @inlinable @inline(__always) public func withWatermarkAlignment(
    _ group: String, maxAllowedWatermarkDrift: Duration, updateInterval: Duration = .seconds(1)
  ) -> WatermarkStrategy {
    let alignment = WatermarkAlignmentParams(
      group: group, maxAllowedWatermarkDrift: maxAllowedWatermarkDrift, updateInterval: updateInterval)
    return WatermarkStrategy(
      timestamp: timestamp, outOfOrderness: outOfOrderness, punctuation: punctuation, idleness: idleness,
      alignment: alignment)
  }
}

/// The group of sources that one is in; see ``WatermarkStrategy/withWatermarkAlignment(_:maxAllowedWatermarkDrift:updateInterval:)``.
public final class WatermarkAlignmentParams: Sendable {
  /// The group's name.
  public let group: String
  /// By how many milliseconds a watermark may be ahead of the lowest of the others.
  public let maxAllowedWatermarkDrift: Int
  /// Milliseconds after which subtasks tell each other how far they are.
  public let updateInterval: Int

  @usableFromInline init(group: String, maxAllowedWatermarkDrift: Duration, updateInterval: Duration) {
    self.group = group
    self.maxAllowedWatermarkDrift = max(0, maxAllowedWatermarkDrift.inMilliseconds)
    self.updateInterval = min(max(1, updateInterval.inMilliseconds), WatermarkAlignment.longestInterval)
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
