public import StreamRecords
public import TaskRuntime

extension WindowedStream {
  /// Counts the records of each key and window.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.window(.sliding(size: .seconds(10), slide: .seconds(2))).count().print()
  /// ```
  @inlinable public func count() -> DataStream<KeyValue<Key, Int>> {
    count { key, _, count, out in out.emit(KeyValue(key, count)) }
  }

  /// Counts the records of each key and window, and lets `process` emit what it likes.
  ///
  /// ```swift
  /// .count { auction, window, count, out in out.emit("\(auction) until \(window.end): \(count)") }
  /// ```
  @inlinable public func count<Out: StreamCodable>(
    _ process:
      @escaping @Sendable (
        _ key: Key, _ window: TimeWindow, _ count: Int, _ out: inout Emitter<Out>
      ) throws -> Void
  ) -> DataStream<Out> {
    aggregate("Window Count", CountAggregate<Record>(), process)
  }
}

/// The number of records.
@usableFromInline
struct CountAggregate<Input>: AggregateFunction {
  @inlinable init() {}
  @inlinable func createAccumulator() -> Int { 0 }
  @inlinable func add(_ record: Input, to count: inout Int) { count &+= 1 }
  @inlinable func merge(_ other: Int, into count: inout Int) { count &+= other }
  @inlinable func getResult(_ count: Int) -> Int { count }
  @inlinable var isCommutative: Bool { true }
}
