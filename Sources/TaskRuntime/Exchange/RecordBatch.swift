/// What a batch says of itself whatever its records are.
protocol TimedBatch {
  /// Whether its records have timestamps.
  var isTimed: Bool { get }
}

/// Records on their way from one subtask to another in the same process; whoever holds the batch owns them.
public final class RecordBatch<Record>: TimedBatch, @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<Record>
  @usableFromInline let timestamps: UnsafeMutablePointer<Int>?
  @usableFromInline private(set) var count: Int

  /// Takes over `count` initialised records, as many timestamps if there are any, and the memory they are in.
  @usableFromInline init(
    base: UnsafeMutablePointer<Record>, timestamps: UnsafeMutablePointer<Int>?, count: Int
  ) {
    self.base = base
    self.timestamps = timestamps
    self.count = count
  }

  var isTimed: Bool { timestamps != nil }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
    timestamps?.deallocate()
  }

  /// Hands the records to `body`, which takes them out.
  @inlinable func consume(_ body: (Batch<Record>) throws -> Void) rethrows {
    try body(Batch(UnsafeMutableBufferPointer(start: base, count: takeCount()), timestamps: timestamps))
  }

  @usableFromInline func takeCount() -> Int {
    defer { count = 0 }
    return count
  }
}
