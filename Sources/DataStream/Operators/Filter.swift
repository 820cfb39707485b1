public import TaskRuntime

extension DataStream {
  /// Emits the records for which `isIncluded` is true.
  ///
  /// ```swift
  /// env.fromCollection([1, 2, 3]).filter { $0 != 2 }.print()  // 1, 3
  /// ```
  /// An error that `isIncluded` throws fails the job.
  @inlinable public func filter(_ isIncluded: @escaping @Sendable (Record) throws -> Bool) -> DataStream<Record> {
    transform("Filter") { _, next in
      let cell = EmitterCell(next)
      return Output(
        batch: { batch in
          let emitter = cell.emitter
          try batch.consumeEach(into: emitter) { record in
            if try isIncluded(record) { emitter.pointee.emit(record) }
          }
        },
        signal: next.signal)
    }
  }
}
