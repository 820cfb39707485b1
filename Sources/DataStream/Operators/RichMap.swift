public import StreamRecords
public import TaskRuntime

extension DataStream {
  /// Emits one record for each record, by a function that each subtask makes for itself; Flink's `RichMapFunction`.
  ///
  /// ```swift
  /// lines.richMap { context in
  ///   let malformed = try context.subtask.getLongCounter("malformed")
  ///   return { line in
  ///     if let number = Int(line) { return number }
  ///     malformed.add()
  ///     return 0
  ///   }
  /// }.print()
  /// ```
  /// - Parameter open: is called once per subtask, before its first record. What the function that it returns keeps, such
  ///   as accumulators, belongs to that subtask alone.
  @inlinable public func richMap<Out: StreamCodable>(
    _ open: @escaping @Sendable (OperatorContext) throws -> ((Record) throws -> Out)
  ) -> DataStream<Out> {
    transform("Map") { context, next in
      let cell = EmitterCell<Out>(next)
      let map = try open(context)
      return Output(
        batch: { batch in
          let emitter = cell.emitter
          try batch.consumeEach(into: emitter) { emitter.pointee.emit(try map($0)) }
        },
        signal: next.signal)
    }
  }
}
