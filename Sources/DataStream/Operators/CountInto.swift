public import TaskRuntime

extension DataStream {
  /// Counts the records that pass, all subtasks together, in the accumulator of that name.
  ///
  /// ```swift
  /// env.fromCollection(["a", "b"]).count(into: "letters").print()
  /// let result = try await env.execute()
  /// result.accumulators["letters"]?.longValue  // 2
  /// ```
  /// Several operators may count into the same accumulator.
  @inlinable public func count(into name: String) -> DataStream<Record> {
    transform("Count Into") { context, next in
      let counter = try context.subtask.getLongCounter(name)
      return Output(
        batch: { batch in
          counter.add(batch.count)
          try next.batch(batch)
        },
        signal: next.signal)
    }
  }
}
