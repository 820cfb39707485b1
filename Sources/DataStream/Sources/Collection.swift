public import StreamRecords

extension StreamExecutionEnvironment {
  /// A stream of the elements of an array, emitted by one subtask.
  ///
  /// ```swift
  /// env.fromCollection(["to be", "or not"]).print()
  /// ```
  @inlinable public func fromCollection<Record: StreamCodable>(_ records: [Record]) -> DataStream<Record> {
    fromSource(GeneratorSource(count: records.count) { records[$0] }, name: "Collection", parallelism: 1)
  }
}
