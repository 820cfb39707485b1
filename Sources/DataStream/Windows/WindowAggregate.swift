public import StreamRecords
public import TaskRuntime

extension WindowedStream {
  /// Emits the result of an aggregate function for each key and window.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).aggregate(Average()).print()
  /// ```
  @inlinable public func aggregate<Function: AggregateFunction<Record, Out>, Out: StreamCodable>(
    _ function: Function
  ) -> DataStream<Out> {
    aggregate(function) { _, _, result, out in out.emit(result) }
  }

  /// Hands the result of an aggregate function for each key and window to `process`, which emits what it likes.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).aggregate(Average()) { auction, window, average, out in
  ///   out.emit("\(auction) at \(window.end): \(average)")
  /// }
  /// ```
  /// What is emitted has the last millisecond of the window as its timestamp. An error that a function throws fails the job.
  @inlinable public func aggregate<Function: AggregateFunction, Out: StreamCodable>(
    _ function: Function,
    _ process:
      @escaping @Sendable (
        _ key: Key, _ window: TimeWindow, _ result: Function.Output, _ out: inout Emitter<Out>
      ) throws -> Void
  ) -> DataStream<Out> where Function.Input == Record {
    aggregate("Window Aggregate", function, process)
  }

  /// Aggregates by closures, as ``aggregate(_:_:)`` does by a type.
  ///
  /// ```swift
  /// .aggregate(into: 0, { sum, bid in sum += bid.price }, merge: { $0 += $1 }) { auction, window, sum, out in
  ///   out.emit("\(auction) at \(window.end): \(sum)")
  /// }
  /// ```
  /// - Parameters:
  ///   - initial: the accumulator of no records.
  ///   - isCommutative: whether the order of the records does not matter; see ``AggregateFunction/isCommutative``.
  ///   - add: takes in one record.
  ///   - merge: takes in the records of another accumulator.
  ///   - process: is handed the accumulator of each key and window when the window fires.
  @inlinable public func aggregate<Accumulator: StreamCodable, Out: StreamCodable>(
    into initial: Accumulator, isCommutative: Bool = false,
    _ add: @escaping @Sendable (inout Accumulator, Record) throws -> Void,
    merge: @escaping @Sendable (inout Accumulator, Accumulator) throws -> Void,
    _ process:
      @escaping @Sendable (
        _ key: Key, _ window: TimeWindow, _ result: Accumulator, _ out: inout Emitter<Out>
      ) throws -> Void
  ) -> DataStream<Out> {
    aggregate(ClosureAggregate(initial: initial, isCommutative: isCommutative, add: add, merge: merge), process)
  }

  /// Emits an accumulator for each key and window; without the parameter `process` nothing tells whose it is.
  @inlinable public func aggregate<Accumulator: StreamCodable>(
    into initial: Accumulator, isCommutative: Bool = false,
    _ add: @escaping @Sendable (inout Accumulator, Record) throws -> Void,
    merge: @escaping @Sendable (inout Accumulator, Accumulator) throws -> Void
  ) -> DataStream<Accumulator> {
    aggregate(ClosureAggregate(initial: initial, isCommutative: isCommutative, add: add, merge: merge))
  }
}

/// An aggregate function that is made of closures; the result is the accumulator.
@usableFromInline
struct ClosureAggregate<Input, Accumulator: StreamCodable>: AggregateFunction {
  @usableFromInline let initial: Accumulator
  @usableFromInline let isCommutative: Bool
  @usableFromInline let adding: @Sendable (inout Accumulator, Input) throws -> Void
  @usableFromInline let merging: @Sendable (inout Accumulator, Accumulator) throws -> Void

  @inlinable init(
    initial: Accumulator, isCommutative: Bool, add: @escaping @Sendable (inout Accumulator, Input) throws -> Void,
    merge: @escaping @Sendable (inout Accumulator, Accumulator) throws -> Void
  ) {
    self.initial = initial
    self.isCommutative = isCommutative
    adding = add
    merging = merge
  }

  @inlinable func createAccumulator() -> Accumulator { initial }
  @inlinable func add(_ record: Input, to accumulator: inout Accumulator) throws { try adding(&accumulator, record) }
  @inlinable func merge(_ other: Accumulator, into accumulator: inout Accumulator) throws {
    try merging(&accumulator, other)
  }
  @inlinable func getResult(_ accumulator: Accumulator) throws -> Accumulator { accumulator }
}
