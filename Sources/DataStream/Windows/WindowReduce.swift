public import StreamRecords
public import TaskRuntime

extension WindowedStream {
  /// Combines the records of each key and window, one after the other, into one.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).reduce { $0.price >= $1.price ? $0 : $1 }.print()
  /// ```
  /// Records are combined in the order in which they come. An error that `combine` throws fails the job.
  /// - Parameter isCommutative: whether the order of the records does not matter; see ``AggregateFunction/isCommutative``.
  @inlinable public func reduce(
    isCommutative: Bool = false, _ combine: @escaping @Sendable (_ reduced: Record, _ next: Record) throws -> Record
  ) -> DataStream<Record> {
    reduce(isCommutative: isCommutative, combine) { _, _, reduced, out in out.emit(reduced) }
  }

  /// Combines the records of each key and window, and lets `process` emit what it likes.
  ///
  /// ```swift
  /// .reduce({ $0.price >= $1.price ? $0 : $1 }) { auction, window, best, out in
  ///   out.emit("\(auction) until \(window.end): \(best.bidder)")
  /// }
  /// ```
  /// - Parameter isCommutative: whether the order of the records does not matter; see ``AggregateFunction/isCommutative``.
  @inlinable public func reduce<Out: StreamCodable>(
    isCommutative: Bool = false,
    _ combine: @escaping @Sendable (_ reduced: Record, _ next: Record) throws -> Record,
    _ process:
      @escaping @Sendable (
        _ key: Key, _ window: TimeWindow, _ reduced: Record, _ out: inout Emitter<Out>
      ) throws -> Void
  ) -> DataStream<Out> {
    aggregate("Window Reduce", ReduceAggregate(isCommutative: isCommutative, combine)) { key, window, reduced, out in
      if let reduced { try process(key, window, reduced, &out) }
    }
  }
}

/// Records combined into one; nil for none.
@usableFromInline
struct ReduceAggregate<Input: StreamCodable>: AggregateFunction {
  @usableFromInline let isCommutative: Bool
  @usableFromInline let combine: @Sendable (Input, Input) throws -> Input

  @inlinable init(isCommutative: Bool, _ combine: @escaping @Sendable (Input, Input) throws -> Input) {
    self.isCommutative = isCommutative
    self.combine = combine
  }

  @inlinable func createAccumulator() -> Input? { nil }

  @inlinable func add(_ record: Input, to reduced: inout Input?) throws {
    reduced = if let old = reduced { try combine(old, record) } else { record }
  }

  @inlinable func merge(_ other: Input?, into reduced: inout Input?) throws {
    if let other { try add(other, to: &reduced) }
  }

  @inlinable func getResult(_ reduced: Input?) -> Input? { reduced }
}
