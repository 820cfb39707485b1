public import StreamRecords
public import TaskRuntime

extension DataStream {
  /// Emits one record for each record.
  ///
  /// ```swift
  /// env.fromCollection([1, 2, 3]).map { $0 * 10 }.print()  // 10, 20, 30
  /// ```
  /// An error that `transform` throws fails the job.
  @inlinable @inline(__always) public func map<Out: StreamCodable>(
    _ transform: @escaping @Sendable (Record) throws -> Out
  ) -> DataStream<Out> {
    transformBatches("Map") { batch, out in try batch.map(into: out, transform) }
  }
}
