public import StreamRecords
public import TaskRuntime

extension WindowedStream {
  /// Adds up a whole number of the records of each key and window. Sums that no `Number` can hold wrap, as Flink's do.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).sum { $0.price }.print()
  /// ```
  @inlinable public func sum<Number: FixedWidthInteger & StreamCodable>(
    by value: @escaping @Sendable (Record) throws -> Number
  ) -> DataStream<KeyValue<Key, Number>> {
    sum(by: value) { key, _, sum, out in out.emit(KeyValue(key, sum)) }
  }

  /// Adds up a floating-point number of the records of each key and window.
  @inlinable public func sum<Number: FloatingPoint & StreamCodable>(
    by value: @escaping @Sendable (Record) throws -> Number
  ) -> DataStream<KeyValue<Key, Number>> {
    sum(by: value) { key, _, sum, out in out.emit(KeyValue(key, sum)) }
  }

  /// Adds up a whole number of the records of each key and window, and lets `process` emit what it likes.
  ///
  /// ```swift
  /// .sum(by: { $0.price }) { auction, window, sum, out in out.emit("\(auction) until \(window.end): \(sum)") }
  /// ```
  @inlinable public func sum<Number: FixedWidthInteger & StreamCodable, Out: StreamCodable>(
    by value: @escaping @Sendable (Record) throws -> Number,
    _ process:
      @escaping @Sendable (
        _ key: Key, _ window: TimeWindow, _ sum: Number, _ out: inout Emitter<Out>
      ) throws -> Void
  ) -> DataStream<Out> {
    aggregate(
      "Window Sum", FoldAggregate<Record, Number>(initial: 0, isCommutative: true, value: value) { $0 &+ $1 }, process)
  }

  /// Adds up a floating-point number of the records of each key and window, and lets `process` emit what it likes.
  @inlinable public func sum<Number: FloatingPoint & StreamCodable, Out: StreamCodable>(
    by value: @escaping @Sendable (Record) throws -> Number,
    _ process:
      @escaping @Sendable (
        _ key: Key, _ window: TimeWindow, _ sum: Number, _ out: inout Emitter<Out>
      ) throws -> Void
  ) -> DataStream<Out> {
    aggregate(
      "Window Sum", FoldAggregate<Record, Number>(initial: 0, isCommutative: false, value: value) { $0 + $1 }, process)
  }
}

/// Something of every record, combined, beginning with something neutral.
@usableFromInline
struct FoldAggregate<Input, Value: StreamCodable>: AggregateFunction {
  @usableFromInline let initial: Value
  @usableFromInline let isCommutative: Bool
  @usableFromInline let value: @Sendable (Input) throws -> Value
  @usableFromInline let combine: @Sendable (Value, Value) -> Value

  @inlinable init(
    initial: Value, isCommutative: Bool, value: @escaping @Sendable (Input) throws -> Value,
    combine: @escaping @Sendable (Value, Value) -> Value
  ) {
    self.initial = initial
    self.isCommutative = isCommutative
    self.value = value
    self.combine = combine
  }

  @inlinable func createAccumulator() -> Value { initial }
  @inlinable func add(_ record: Input, to sum: inout Value) throws { sum = combine(sum, try value(record)) }
  @inlinable func merge(_ other: Value, into sum: inout Value) { sum = combine(sum, other) }
  @inlinable func getResult(_ sum: Value) -> Value { sum }
}
