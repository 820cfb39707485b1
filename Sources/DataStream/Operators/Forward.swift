public import TaskRuntime

extension DataStream {
  /// Keeps every record in the subtask of the same index. The next operator must have the same parallelism; `execute`
  /// fails where it has another.
  ///
  /// ```swift
  /// env.generateSequence(from: 1, to: 100).forward().map { $0 * $0 }.print()
  /// ```
  @inlinable public func forward() -> DataStream<Record> {
    partitioned(.forward) { context, edge in try Rebalancing.output(context.subtask, edge: edge) }
  }
}
