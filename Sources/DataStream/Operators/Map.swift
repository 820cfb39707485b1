public import StreamRecords
public import TaskRuntime

extension DataStream {
  /// Emits one record for each record.
  ///
  /// ```swift
  /// env.fromCollection([1, 2, 3]).map { $0 * 10 }.print()  // 10, 20, 30
  /// ```
  /// An error that `transform` throws fails the job.
  @inlinable public func map<Out: StreamCodable>(
    _ transform: @escaping @Sendable (Record) throws -> Out
  ) -> DataStream<Out> {
    self.transform("Map") { _, next in
      let cell = EmitterCell(next)
      return Output(
        batch: { batch in
          let emitter = cell.emitter
          try batch.consumeEach(into: emitter) { emitter.pointee.emit(try transform($0)) }
        },
        signal: next.signal)
    }
  }
}
