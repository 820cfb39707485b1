public import TaskRuntime

extension DataStream {
  /// Sends every record to all subtasks of the next operator.
  ///
  /// ```swift
  /// env.fromCollection(["rule"]).broadcast().map { "got \($0)" }.setParallelism(3).print()  // got rule, three times
  /// ```
  @inlinable public func broadcast() -> DataStream<Record> {
    partitioned(.broadcast) { context, edge in
      let partitioner = try Partitioner<Record>(context.subtask, edge: edge)
      guard partitioner.channelCount > 1 else { return partitioner.toOneChannel() }
      return Output(batch: { batch in try partitioner.broadcast(batch) }, signal: partitioner.signal)
    }
  }
}
