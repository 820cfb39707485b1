public import StreamRecords
public import TaskRuntime

extension StreamExecutionEnvironment {
  /// A stream of the elements of an array, emitted by one subtask.
  ///
  /// ```swift
  /// env.fromCollection(["to be", "or not"]).print()
  /// ```
  @inlinable public func fromCollection<Record: StreamCodable>(_ records: [Record]) -> DataStream<Record> {
    source("Collection", parallelism: 1) { context, out in
      for (index, record) in records.enumerated() {
        out.emit(record)
        if index % Emitter<Record>.batchSize == 0 {
          try context.checkCancellation()
          try out.endBatch()
        }
      }
    }
  }
}
