public import StreamRecords
public import TaskRuntime

extension DataStream {
  /// Emits any number of records for each record.
  ///
  /// ```swift
  /// env.fromCollection(["to be", "or not"])
  ///   .flatMap { line, out in line.forEachField(separator: " ") { out.emit($0) } }
  ///   .print()  // to, be, or, not
  /// ```
  /// Where the compiler cannot tell the type of the records from a longer closure, name it: `flatMap(to: String.self)`.
  /// An error that `transform` throws fails the job.
  @inlinable @inline(__always) public func flatMap<Out: StreamCodable>(
    to type: Out.Type = Out.self, _ transform: @escaping @Sendable (Record, inout Emitter<Out>) throws -> Void
  ) -> DataStream<Out> {
    transformBatches("Flat Map") { batch, out in
      try batch.consumeEach(into: out) { try transform($0, &out.pointee) }
    }
  }
}
