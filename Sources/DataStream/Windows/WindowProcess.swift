public import StreamRecords
public import TaskRuntime

extension WindowedStream {
  /// Hands all records of each key and window to `process`, in the order in which they came; Flink's
  /// `ProcessWindowFunction`.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.window(.session(gap: .seconds(30))).process { auction, window, bids, out in
  ///   out.emit("\(auction): \(bids.count) bids, the last one of \(bids.last?.price ?? 0)")
  /// }
  /// ```
  /// The windows keep all their records; where that is too much, see ``aggregate(_:_:)``. An error that `process` throws
  /// fails the job.
  @inlinable public func process<Out: StreamCodable>(
    _ process:
      @escaping @Sendable (
        _ key: Key, _ window: TimeWindow, _ records: [Record], _ out: inout Emitter<Out>
      ) throws -> Void
  ) -> DataStream<Out> {
    aggregate("Window Process", ListAggregate<Record>(), process)
  }

  /// ``process(_:)`` by its other name; Flink's `WindowFunction`.
  @inlinable public func apply<Out: StreamCodable>(
    _ function:
      @escaping @Sendable (
        _ key: Key, _ window: TimeWindow, _ records: [Record], _ out: inout Emitter<Out>
      ) throws -> Void
  ) -> DataStream<Out> {
    process(function)
  }
}

/// All records, in the order in which they came.
@usableFromInline
struct ListAggregate<Input: StreamCodable>: AggregateFunction {
  @inlinable init() {}
  @inlinable func createAccumulator() -> [Input] { [] }
  @inlinable func add(_ record: Input, to records: inout [Input]) { records.append(record) }
  @inlinable func merge(_ other: [Input], into records: inout [Input]) { records += other }
  @inlinable func getResult(_ records: [Input]) -> [Input] { records }
}
