public import TaskRuntime

extension DataStream {
  /// Sends every record to the subtask of the next operator that `partitioner` chooses for its key.
  ///
  /// ```swift
  /// orders.partitionCustom({ region, subtasks in region % subtasks }, { $0.region }).map { bill($0) }.print()
  /// ```
  /// - Parameters:
  ///   - partitioner: is given the key and the number of subtasks, and returns an index from 0 to that number, exclusive;
  ///     anything else fails the job.
  ///   - key: what `partitioner` decides by.
  @inlinable public func partitionCustom<Key>(
    _ partitioner: @escaping @Sendable (_ key: Key, _ subtasks: Int) throws -> Int,
    _ key: @escaping @Sendable (Record) throws -> Key
  ) -> DataStream<Record> {
    partitioned(.custom) { context, edge in
      let channels = try Partitioner<Record>(context.subtask, edge: edge)
      let count = channels.channelCount
      return Output(
        batch: { batch in
          try channels.send(batch) { record in
            let chosen = try partitioner(try key(record.pointee), count)
            guard chosen >= 0, chosen < count else { throw CustomPartitioning.outOfRange(chosen, count, context) }
            return chosen
          }
        },
        signal: channels.signal)
    }
  }
}

@usableFromInline
enum CustomPartitioning {
  @usableFromInline static func outOfRange(_ chosen: Int, _ count: Int, _ context: OperatorContext) -> Failure {
    Failure(
      .user,
      "the custom partitioner after '\(context.subtask.vertex.name)' chose subtask \(chosen), there are 0 to \(count - 1)",
      advice: "Let it return an index from 0 up to the number of subtasks that it is given.")
  }
}
