/// What travels in band between records, in their order.
public enum Signal: UInt8, Sendable {
  /// No record follows.
  case endOfInput = 1
}

/// Where an operator sends its records: the next operator of the chain, or an exchange, as one closure per batch.
///
/// Both closures are made in `@inlinable` generic functions, where the record's type is known, and keep their specialised
/// bodies from there on. They are called by the subtask's own thread only.
public struct Output<Record> {
  /// Takes records that the caller keeps; what outlives the call is copied.
  public let batch: (UnsafeBufferPointer<Record>) throws -> Void
  /// Takes a signal, after all records before it.
  public let signal: (Signal) throws -> Void

  /// An output of two closures.
  @inlinable public init(
    batch: @escaping (UnsafeBufferPointer<Record>) throws -> Void, signal: @escaping (Signal) throws -> Void
  ) {
    self.batch = batch
    self.signal = signal
  }

  /// One output that passes everything on to all of `outputs`.
  @inlinable public static func all(_ outputs: [Output]) -> Output {
    if outputs.count == 1 { return outputs[0] }
    return Output(
      batch: { records in for output in outputs { try output.batch(records) } },
      signal: { signal in for output in outputs { try output.signal(signal) } })
  }
}
