public import TaskRuntime

extension DataStream {
  /// Emits the records for which `isIncluded` is true.
  ///
  /// ```swift
  /// env.fromCollection([1, 2, 3]).filter { $0 != 2 }.print()  // 1, 3
  /// ```
  /// An error that `isIncluded` throws fails the job.
  @inlinable @inline(__always) public func filter(
    _ isIncluded: @escaping @Sendable (Record) throws -> Bool
  ) -> DataStream<Record> {
    transformBatches("Filter") { batch, out in try batch.filter(into: out, isIncluded) }
  }
}
