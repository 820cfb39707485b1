public import TaskRuntime

extension DataStream {
  /// Deals the records one after the other to a part of the subtasks of the next operator, or gathers them from a part of
  /// this one's: neighbours talk to neighbours, so that there are fewer connections than with ``rebalance()``.
  ///
  /// ```swift
  /// lines.setParallelism(2).rescale().map { parse($0) }.setParallelism(6).print()  // each of the 2 deals to 3 of the 6
  /// ```
  @inlinable public func rescale() -> DataStream<Record> {
    partitioned(.rescale) { context, edge in try Rebalancing.output(context.subtask, edge: edge) }
  }
}
