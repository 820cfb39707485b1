public import StreamRecords
public import TaskRuntime

extension DataStream {
  /// Adds an operator that keeps nothing from one batch to the next but what its emitter holds.
  ///
  /// ```swift
  /// stream.transformBatches("Negate") { batch, out in
  ///   try batch.consumeEach(into: out) { out.pointee.emit(-$0) }
  /// }
  /// ```
  /// `each` gets all it changes as parameters for a reason: where it captures nothing but functions that are written in the
  /// application as closures without captures, the compiler makes those a part of it, and a record costs no call. So what
  /// takes such functions from an application is `@inline(__always)` all the way to here, and captures nothing else.
  @inlinable public func transformBatches<Out: StreamCodable>(
    _ name: String, _ each: @escaping @Sendable (Batch<Record>, UnsafeMutablePointer<Emitter<Out>>) throws -> Void
  ) -> DataStream<Out> {
    transform(name) { _, next in
      let cell = EmitterCell<Out>(next)
      return Output(batch: { try each($0, cell.emitter) }, signal: next.signal)
    }
  }
}
