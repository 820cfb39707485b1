/// Where an operator sends its records: the next operator of the chain, or an exchange, as one closure per batch.
///
/// Both closures are made in `@inlinable` generic functions, where the record's type is known, and keep their specialised
/// bodies from there on. They are called by the subtask's own thread only.
public struct Output<Record> {
  /// Takes all records out of the batch: also where it throws, none of them is left there.
  public let batch: (Batch<Record>) throws -> Void
  /// Takes a signal, after all records before it.
  public let signal: (Signal) throws -> Void

  /// An output of two closures.
  @inlinable public init(
    batch: @escaping (Batch<Record>) throws -> Void, signal: @escaping (Signal) throws -> Void
  ) {
    self.batch = batch
    self.signal = signal
  }

  /// One output that passes everything on to all of `outputs`.
  @inlinable public static func all(_ outputs: [Output]) -> Output {
    if outputs.count == 1 { return outputs[0] }
    return Output(
      batch: { batch in
        defer { _ = batch.records.deinitialize() }
        for output in outputs {
          let (copy, times) = batch.copied()
          defer {
            copy.deallocate()
            times?.deallocate()
          }
          try output.batch(Batch(copy, timestamps: times))
        }
      },
      signal: { signal in for output in outputs { try output.signal(signal) } })
  }
}
