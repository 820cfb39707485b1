public import StreamRecords
public import TaskRuntime

extension ConnectedStreams {
  /// Emits any number of records for each record of either stream; Flink's `CoFlatMapFunction`.
  ///
  /// ```swift
  /// numbers.connect(lines).flatMap(
  ///   to: String.self, { number, out in out.emit("\(number)") },
  ///   { line, out in line.forEachField(separator: " ") { out.emit($0) } })
  /// ```
  /// An error that a function throws fails the job.
  @inlinable public func flatMap<Out: StreamCodable>(
    to type: Out.Type = Out.self,
    _ flatMap1: @escaping @Sendable (First, inout Emitter<Out>) throws -> Void,
    _ flatMap2: @escaping @Sendable (Second, inout Emitter<Out>) throws -> Void
  ) -> DataStream<Out> {
    transformEach("Co-Flat Map", flatMap1, flatMap2)
  }

  /// Calls a function of its stream for each record.
  @inlinable func transformEach<Out: StreamCodable>(
    _ name: String, _ first: @escaping @Sendable (First, inout Emitter<Out>) throws -> Void,
    _ second: @escaping @Sendable (Second, inout Emitter<Out>) throws -> Void
  ) -> DataStream<Out> {
    transform(name) { _, next in
      let cell = EmitterCell(next)
      let signals = SignalMerge(inputs: 2, into: next.signal)
      return (
        Output(
          batch: { batch in
            let emitter = cell.emitter
            try batch.consumeEach(into: emitter) { try first($0, &emitter.pointee) }
          }, signal: signals.input(0)),
        Output(
          batch: { batch in
            let emitter = cell.emitter
            try batch.consumeEach(into: emitter) { try second($0, &emitter.pointee) }
          }, signal: signals.input(1))
      )
    }
  }
}
