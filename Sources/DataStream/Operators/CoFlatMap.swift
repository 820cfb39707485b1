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
  @inlinable @inline(__always) public func flatMap<Out: StreamCodable>(
    to type: Out.Type = Out.self,
    _ flatMap1: @escaping @Sendable (First, inout Emitter<Out>) throws -> Void,
    _ flatMap2: @escaping @Sendable (Second, inout Emitter<Out>) throws -> Void
  ) -> DataStream<Out> {
    transformEach("Co-Flat Map", flatMap1, flatMap2)
  }

  /// Calls a function of its stream for each record.
  @inlinable @inline(__always) func transformEach<Out: StreamCodable>(
    _ name: String, _ first: @escaping @Sendable (First, inout Emitter<Out>) throws -> Void,
    _ second: @escaping @Sendable (Second, inout Emitter<Out>) throws -> Void
  ) -> DataStream<Out> {
    let (each1, each2) = (Self.each(first), Self.each(second))
    return transform(name) { _, next in
      let cell = EmitterCell(next)
      let signals = SignalMerge(inputs: 2, into: next.signal)
      return (
        Output(batch: { try each1($0, cell.emitter) }, signal: signals.input(0)),
        Output(batch: { try each2($0, cell.emitter) }, signal: signals.input(1))
      )
    }
  }

  @inlinable @inline(__always) static func each<Record, Out>(
    _ function: @escaping @Sendable (Record, inout Emitter<Out>) throws -> Void
  ) -> @Sendable (Batch<Record>, UnsafeMutablePointer<Emitter<Out>>) throws -> Void {
    { batch, out in try batch.consumeEach(into: out) { try function($0, &out.pointee) } }
  }
}
