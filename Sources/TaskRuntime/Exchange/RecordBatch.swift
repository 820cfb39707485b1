/// Records on their way from one subtask to another in the same process; whoever holds the batch owns them.
public final class RecordBatch<Record>: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<Record>
  @usableFromInline private(set) var count: Int

  /// Takes over `count` initialised records and the memory they are in.
  @usableFromInline init(base: UnsafeMutablePointer<Record>, count: Int) {
    self.base = base
    self.count = count
  }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  /// Hands the records to `body`, which takes them out.
  @inlinable func consume(_ body: (UnsafeMutableBufferPointer<Record>) throws -> Void) rethrows {
    try body(UnsafeMutableBufferPointer(start: base, count: takeCount()))
  }

  @usableFromInline func takeCount() -> Int {
    defer { count = 0 }
    return count
  }
}
