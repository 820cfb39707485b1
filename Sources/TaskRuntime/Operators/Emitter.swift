/// Takes the records that a function emits and passes them on in batches.
public struct Emitter<Record>: ~Copyable {
  /// Records in a full batch.
  @inlinable public static var batchSize: Int { 512 }

  @usableFromInline let base: UnsafeMutablePointer<Record>
  @usableFromInline var count = 0
  @usableFromInline let next: Output<Record>
  /// Why what follows in the chain could not take a batch. Records are dropped from then on.
  @usableFromInline var failure: (any Error)?
  /// Where the timestamps of the batch are gathered; nil while its records have none.
  @usableFromInline var timestamps: UnsafeMutablePointer<Int>?
  /// Kept once it was needed.
  @usableFromInline var timestampMemory: UnsafeMutablePointer<Int>?
  /// What records get that are emitted without a timestamp of their own, unless those of this batch have none.
  @usableFromInline var timestamp = Int.min

  /// An emitter in front of `next`.
  @inlinable public init(_ next: Output<Record>) {
    self.next = next
    base = .allocate(capacity: Self.batchSize)
  }

  @inlinable deinit {
    base.deinitialize(count: count)
    base.deallocate()
    timestampMemory?.deallocate()
  }

  /// Emits one record. In an operator it has the timestamp of the record that it was made of.
  @inlinable @inline(__always) public mutating func emit(_ record: consuming Record) {
    (base + count).initialize(to: record)
    if let timestamps { timestamps[count] = timestamp }
    count &+= 1
    if count == Self.batchSize { flush() }
  }

  /// Emits one record that happened at `timestamp`, in milliseconds since 1970 began (UTC).
  @inlinable @inline(__always) public mutating func emit(_ record: consuming Record, timestamp: Int) {
    if timestamps == nil { beginTimestamps() }
    self.timestamp = timestamp
    emit(record)
  }

  /// Sets what records get that are emitted without a timestamp of their own, in milliseconds since 1970 began (UTC).
  /// Holds until the next call, or the next batch of those operators that hand timestamps on.
  @inlinable @inline(__always) public mutating func setTimestamp(_ timestamp: Int) {
    if timestamps == nil { beginTimestamps() }
    self.timestamp = timestamp
  }

  /// From now on records have timestamps.
  @inlinable mutating func beginTimestamps() {
    guard timestamps == nil else { return }
    flush()
    let memory = timestampMemory ?? .allocate(capacity: Self.batchSize)
    (timestamps, timestampMemory) = (memory, memory)
  }

  /// From now on records have no timestamps.
  @inlinable public mutating func endTimestamps() {
    guard timestamps != nil else { return }
    flush()
    timestamps = nil
  }

  @inlinable @inline(never) mutating func flush() {
    guard count > 0 else { return }
    let records = UnsafeMutableBufferPointer(start: base, count: count)
    count = 0
    guard failure == nil else {
      records.deinitialize()
      return
    }
    do { try next.batch(Batch(records, timestamps: timestamps)) } catch { failure = error }
  }

  /// Passes on what is left of a batch.
  /// - Throws: what went wrong further down the chain since the emitter was made.
  @inlinable public mutating func endBatch() throws {
    flush()
    if let failure { throw failure }
  }
}

/// An ``Emitter`` that the closures of an operator share; it lives as long as they do.
public final class EmitterCell<Record> {
  /// The emitter. A pointer, so that reaching it costs no exclusivity check.
  public let emitter: UnsafeMutablePointer<Emitter<Record>>

  /// An emitter in front of `next`.
  @inlinable public init(_ next: Output<Record>) {
    emitter = .allocate(capacity: 1)
    emitter.initialize(to: Emitter(next))
  }

  @inlinable deinit {
    emitter.deinitialize(count: 1)
    emitter.deallocate()
  }
}
