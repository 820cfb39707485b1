public import TaskRuntime

extension DataStream {
  /// Sends all records to the first subtask of the next operator; its other subtasks get none.
  ///
  /// ```swift
  /// env.generateSequence(from: 1, to: 100).global().print()  // printed by one subtask
  /// ```
  @inlinable public func global() -> DataStream<Record> {
    partitioned(.global) { context, edge in
      try Partitioner<Record>(context.subtask, edge: edge).toOneChannel()
    }
  }
}
