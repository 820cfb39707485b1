import DataStream

extension StreamExecutionEnvironment {
  /// The records of the indices from 0 to `count`, exclusive. Subtask k of p emits those of k, k + p, k + 2p and so on, so
  /// that event time, where there is one, goes on alike in all.
  func indexed<Record: StreamCodable>(
    _ name: String, count: Int, _ record: @escaping @Sendable (UInt64) -> Record
  ) -> DataStream<Record> {
    source(name) { context, out in
      var index = context.index
      while index < count {
        let end = min(count, index + Emitter<Record>.batchSize * context.parallelism)
        while index < end {
          out.emit(record(UInt64(truncatingIfNeeded: index)))
          index += context.parallelism
        }
        try out.endBatch()
        try context.checkCancellation()
      }
    }
  }
}
