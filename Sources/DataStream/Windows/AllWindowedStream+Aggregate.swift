public import StreamRecords
public import TaskRuntime

extension AllWindowedStream {
  /// Emits the result of an aggregate function for each window.
  ///
  /// ```swift
  /// bids.windowAll(.tumbling(.seconds(10))).aggregate(Average()).print()
  /// ```
  @inlinable public func aggregate<Function: AggregateFunction<Record, Out>, Out: StreamCodable>(
    _ function: Function
  ) -> DataStream<Out> {
    windowed.aggregate(function).setParallelism(1)
  }

  /// Hands the result of an aggregate function for each window to `process`, which emits what it likes.
  ///
  /// ```swift
  /// bids.windowAll(.tumbling(.seconds(10))).aggregate(Average()) { window, average, out in
  ///   out.emit("until \(window.end): \(average)")
  /// }
  /// ```
  @inlinable public func aggregate<Function: AggregateFunction, Out: StreamCodable>(
    _ function: Function,
    _ process:
      @escaping @Sendable (
        _ window: TimeWindow, _ result: Function.Output, _ out: inout Emitter<Out>
      ) throws -> Void
  ) -> DataStream<Out> where Function.Input == Record {
    windowed.aggregate(function) { try process($1, $2, &$3) }.setParallelism(1)
  }

  /// Aggregates by closures; see ``WindowedStream/aggregate(into:_:merge:_:)``.
  ///
  /// ```swift
  /// .aggregate(into: 0, { sum, bid in sum += bid.price }, merge: { $0 += $1 }) { window, sum, out in out.emit(sum) }
  /// ```
  @inlinable public func aggregate<Accumulator: StreamCodable, Out: StreamCodable>(
    into initial: Accumulator, isCommutative: Bool = false,
    _ add: @escaping @Sendable (inout Accumulator, Record) throws -> Void,
    merge: @escaping @Sendable (inout Accumulator, Accumulator) throws -> Void,
    _ process:
      @escaping @Sendable (
        _ window: TimeWindow, _ result: Accumulator, _ out: inout Emitter<Out>
      ) throws -> Void
  ) -> DataStream<Out> {
    windowed.aggregate(into: initial, isCommutative: isCommutative, add, merge: merge) { try process($1, $2, &$3) }
      .setParallelism(1)
  }

  /// Combines the records of each window into one; see ``WindowedStream/reduce(_:)``.
  ///
  /// ```swift
  /// bids.windowAll(.tumbling(.seconds(10))).reduce { $0.price >= $1.price ? $0 : $1 }.print()
  /// ```
  @inlinable public func reduce(
    isCommutative: Bool = false, _ combine: @escaping @Sendable (_ reduced: Record, _ next: Record) throws -> Record
  ) -> DataStream<Record> {
    windowed.reduce(isCommutative: isCommutative, combine).setParallelism(1)
  }

  /// Counts the records of each window.
  ///
  /// ```swift
  /// bids.windowAll(.tumbling(.seconds(10))).count().print()
  /// ```
  @inlinable public func count() -> DataStream<Int> {
    windowed.count { $3.emit($2) }.setParallelism(1)
  }

  /// Adds up a whole number of the records of each window. Sums that no `Number` can hold wrap, as Flink's do.
  ///
  /// ```swift
  /// bids.windowAll(.tumbling(.seconds(10))).sum { $0.price }.print()
  /// ```
  @inlinable public func sum<Number: FixedWidthInteger & StreamCodable>(
    by value: @escaping @Sendable (Record) throws -> Number
  ) -> DataStream<Number> {
    windowed.sum(by: value) { $3.emit($2) }.setParallelism(1)
  }

  /// Adds up a floating-point number of the records of each window.
  @inlinable public func sum<Number: FloatingPoint & StreamCodable>(
    by value: @escaping @Sendable (Record) throws -> Number
  ) -> DataStream<Number> {
    windowed.sum(by: value) { $3.emit($2) }.setParallelism(1)
  }

  /// The least value that the records of each window have.
  ///
  /// ```swift
  /// bids.windowAll(.tumbling(.seconds(10))).min { $0.price }.print()
  /// ```
  @inlinable public func min<Value: Comparable & StreamCodable>(
    by value: @escaping @Sendable (Record) throws -> Value
  ) -> DataStream<Value> {
    windowed.min(by: value) { $3.emit($2) }.setParallelism(1)
  }

  /// The greatest value that the records of each window have.
  ///
  /// ```swift
  /// bids.windowAll(.tumbling(.seconds(10))).max { $0.price }.print()
  /// ```
  @inlinable public func max<Value: Comparable & StreamCodable>(
    by value: @escaping @Sendable (Record) throws -> Value
  ) -> DataStream<Value> {
    windowed.max(by: value) { $3.emit($2) }.setParallelism(1)
  }

  /// Hands all records of each window to `process`, in the order in which they came; see ``WindowedStream/process(_:)``.
  ///
  /// ```swift
  /// bids.windowAll(.tumbling(.seconds(10))).process { window, bids, out in out.emit(bids.count) }
  /// ```
  @inlinable public func process<Out: StreamCodable>(
    _ process: @escaping @Sendable (_ window: TimeWindow, _ records: [Record], _ out: inout Emitter<Out>) throws -> Void
  ) -> DataStream<Out> {
    windowed.process { try process($1, $2, &$3) }.setParallelism(1)
  }
}
