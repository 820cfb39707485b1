public import StreamRecords
public import TaskRuntime

extension WindowedStream {
  /// The least value that the records of each key and window have.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).min { $0.price }.print()
  /// ```
  @inlinable public func min<Value: Comparable & StreamCodable>(
    by value: @escaping @Sendable (Record) throws -> Value
  ) -> DataStream<KeyValue<Key, Value>> {
    min(by: value) { key, _, least, out in out.emit(KeyValue(key, least)) }
  }

  /// The greatest value that the records of each key and window have.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).max { $0.price }.print()
  /// ```
  @inlinable public func max<Value: Comparable & StreamCodable>(
    by value: @escaping @Sendable (Record) throws -> Value
  ) -> DataStream<KeyValue<Key, Value>> {
    max(by: value) { key, _, greatest, out in out.emit(KeyValue(key, greatest)) }
  }

  /// The least value that the records of each key and window have, for `process` to emit what it likes.
  ///
  /// ```swift
  /// .min(by: { $0.price }) { auction, window, price, out in out.emit("\(auction) until \(window.end): \(price)") }
  /// ```
  @inlinable public func min<Value: Comparable & StreamCodable, Out: StreamCodable>(
    by value: @escaping @Sendable (Record) throws -> Value,
    _ process:
      @escaping @Sendable (
        _ key: Key, _ window: TimeWindow, _ least: Value, _ out: inout Emitter<Out>
      ) throws -> Void
  ) -> DataStream<Out> {
    aggregate("Window Min", ExtremeAggregate<Record, Value>(of: value) { $0 < $1 }) { key, window, least, out in
      if let least { try process(key, window, least, &out) }
    }
  }

  /// The greatest value that the records of each key and window have, for `process` to emit what it likes.
  ///
  /// ```swift
  /// .max(by: { $0.price }) { auction, window, price, out in out.emit("\(auction) until \(window.end): \(price)") }
  /// ```
  @inlinable public func max<Value: Comparable & StreamCodable, Out: StreamCodable>(
    by value: @escaping @Sendable (Record) throws -> Value,
    _ process:
      @escaping @Sendable (
        _ key: Key, _ window: TimeWindow, _ greatest: Value, _ out: inout Emitter<Out>
      ) throws -> Void
  ) -> DataStream<Out> {
    aggregate("Window Max", ExtremeAggregate<Record, Value>(of: value) { $0 > $1 }) { key, window, greatest, out in
      if let greatest { try process(key, window, greatest, &out) }
    }
  }

  /// The record of each key and window that has the least value; the first of several.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).minBy { $0.price }.print()
  /// ```
  @inlinable public func minBy<Value: Comparable & SendableMetatype>(
    _ value: @escaping @Sendable (Record) throws -> Value
  ) -> DataStream<Record> {
    reduce { try value($1) < value($0) ? $1 : $0 }
  }

  /// The record of each key and window that has the greatest value; the first of several.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).maxBy { $0.price }.print()
  /// ```
  @inlinable public func maxBy<Value: Comparable & SendableMetatype>(
    _ value: @escaping @Sendable (Record) throws -> Value
  ) -> DataStream<Record> {
    reduce { try value($1) > value($0) ? $1 : $0 }
  }
}

/// The foremost of the records' values; nil for none.
@usableFromInline
struct ExtremeAggregate<Input, Value: StreamCodable>: AggregateFunction {
  @usableFromInline let value: @Sendable (Input) throws -> Value
  @usableFromInline let isAhead: @Sendable (Value, Value) -> Bool

  @inlinable init(
    of value: @escaping @Sendable (Input) throws -> Value, isAhead: @escaping @Sendable (Value, Value) -> Bool
  ) {
    self.value = value
    self.isAhead = isAhead
  }

  @inlinable func createAccumulator() -> Value? { nil }
  @inlinable func add(_ record: Input, to best: inout Value?) throws { merge(try value(record), into: &best) }

  @inlinable func merge(_ other: Value?, into best: inout Value?) {
    guard let other else { return }
    if let old = best, !isAhead(other, old) { return }
    best = other
  }

  @inlinable func getResult(_ best: Value?) -> Value? { best }
  /// Of other values than whole numbers several may count as equal, or stand in no order, and then the first one counts.
  @inlinable var isCommutative: Bool { Value.self is any BinaryInteger.Type }
}
