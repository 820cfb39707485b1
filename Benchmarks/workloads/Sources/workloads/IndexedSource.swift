import DataStream

extension StreamExecutionEnvironment {
  /// The records of the indices from 0 to `count`, exclusive. Subtask k of p emits those of k, k + p, k + 2p and so on, so
  /// that event time, where there is one, goes on alike in all.
  @inline(__always) func indexed<Record: StreamCodable>(
    _ name: String, count: Int, _ record: @escaping @Sendable (UInt64) -> Record
  ) -> DataStream<Record> {
    let emit = Self.emitting(record)
    return source(name) { context, out in
      var index = context.index
      while index < count {
        let end = min(count, index + Emitter<Record>.batchSize * context.parallelism)
        emit(index, end, context.parallelism, &out)
        index += (end - index + context.parallelism - 1) / context.parallelism * context.parallelism
        try out.endBatch()
        try context.checkCancellation()
      }
    }
  }

  /// Emits the records of every `step`-th index from `start` to `end`, exclusive.
  @inline(__always) private static func emitting<Record: StreamCodable>(
    _ record: @escaping @Sendable (UInt64) -> Record
  ) -> @Sendable (_ start: Int, _ end: Int, _ step: Int, inout Emitter<Record>) -> Void {
    { start, end, step, out in
      var index = start
      while index < end {
        out.emit(record(UInt64(truncatingIfNeeded: index)))
        index &+= step
      }
    }
  }
}
