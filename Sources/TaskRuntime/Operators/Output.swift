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
  /// Takes all records out of the memory, which stays the caller's: also where it throws, none of them is left there.
  public let batch: (UnsafeMutableBufferPointer<Record>) throws -> Void
  /// Takes a signal, after all records before it.
  public let signal: (Signal) throws -> Void

  /// An output of two closures.
  @inlinable public init(
    batch: @escaping (UnsafeMutableBufferPointer<Record>) throws -> Void, signal: @escaping (Signal) throws -> Void
  ) {
    self.batch = batch
    self.signal = signal
  }

  /// One output that passes everything on to all of `outputs`.
  @inlinable public static func all(_ outputs: [Output]) -> Output {
    if outputs.count == 1 { return outputs[0] }
    return Output(
      batch: { records in
        defer { _ = records.deinitialize() }
        for output in outputs {
          let copy = UnsafeMutableBufferPointer<Record>.allocate(capacity: records.count)
          defer { copy.deallocate() }
          _ = copy.initialize(fromContentsOf: records)
          try output.batch(copy)
        }
      },
      signal: { signal in for output in outputs { try output.signal(signal) } })
  }
}

extension UnsafeMutableBufferPointer {
  /// Moves the elements out, one after the other; where `body` throws, those that are left are destroyed.
  @inlinable @inline(__always)
  public func consumeEach(_ body: (consuming Element) throws -> Void) rethrows {
    guard let base = baseAddress else { return }
    var index = 0
    do {
      while index < count {
        let element = (base + index).move()
        index &+= 1
        try body(element)
      }
    } catch {
      (base + index).deinitialize(count: count - index)
      throw error
    }
  }
}
