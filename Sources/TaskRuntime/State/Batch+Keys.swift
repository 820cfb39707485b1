public import StreamRecords

extension Batch {
  /// Moves the records out, one after the other, each with its key and the key's hash, and ends the emitter's batch after
  /// the last. What `body` emits has the timestamp of the record that it was called with.
  ///
  /// A few keys at a time are made and touched in `table` before they are used, so that their places come out of memory
  /// together; where the table is larger than the caches this is several times as fast. `key` may so have been called for
  /// records that are not reached any more, when `body` throws.
  @inlinable @inline(__always)
  public func consumeEach<Key: StreamKey, Value, Out>(
    by key: (Record) throws -> Key, in table: KeyedTable<Key, Value>, into emitter: UnsafeMutablePointer<Emitter<Out>>,
    _ body: (consuming Record, Key, UInt64) throws -> Void
  ) throws {
    if timestamps == nil { emitter.pointee.endTimestamps() } else { emitter.pointee.beginTimestamps() }
    try withUnsafeTemporaryAllocation(of: Key.self, capacity: KeyBlock<Key>.size) { keys in
      try withUnsafeTemporaryAllocation(of: UInt64.self, capacity: KeyBlock<Key>.size) { hashes in
        guard let base = records.baseAddress, let keys = keys.baseAddress, let hashes = hashes.baseAddress else {
          return
        }
        var block = KeyBlock(keys: keys, hashes: hashes)
        var index = 0
        do {
          while index < count {
            let end = Swift.min(count, index &+ KeyBlock<Key>.size)
            try block.fill(UnsafeMutableBufferPointer(start: base + index, count: end &- index), by: key, in: table)
            while index < end {
              if let timestamps { emitter.pointee.timestamp = timestamps[index] }
              let record = (base + index).move()
              index &+= 1
              let (key, hash) = block.next()
              try body(record, key, hash)
            }
          }
        } catch {
          block.removeAll()
          (base + index).deinitialize(count: count &- index)
          throw error
        }
      }
    }
    try emitter.pointee.endBatch()
  }
}

/// The keys of a few records in a row, and their hashes.
@usableFromInline
struct KeyBlock<Key: StreamKey> {
  /// As many as a processor can wait for at the same time, about.
  @inlinable static var size: Int { 16 }

  @usableFromInline let keys: UnsafeMutablePointer<Key>
  @usableFromInline let hashes: UnsafeMutablePointer<UInt64>
  /// Those from here on are there, up to ``end``.
  @usableFromInline var start = 0
  @usableFromInline var end = 0

  /// Empty, in uninitialised memory that the caller owns.
  @inlinable init(keys: UnsafeMutablePointer<Key>, hashes: UnsafeMutablePointer<UInt64>) {
    self.keys = keys
    self.hashes = hashes
  }

  /// Fills the block, which must be empty, and touches the keys' places in a table.
  @inlinable @inline(__always) mutating func fill<Record, Value>(
    _ records: UnsafeMutableBufferPointer<Record>, by key: (Record) throws -> Key, in table: KeyedTable<Key, Value>
  ) throws {
    (start, end) = (0, 0)
    while end < records.count {
      let key = try key(records[end])
      hashes[end] = key.fastHash
      (keys + end).initialize(to: key)
      end &+= 1
    }
    // In a loop of its own, which is so short that the processor gets through all of it while it waits for the first.
    for index in 0..<end { table.access.touch(hashes[index]) }
  }

  /// Takes the next key and its hash out; there must be one.
  @inlinable @inline(__always) mutating func next() -> (Key, UInt64) {
    defer { start &+= 1 }
    return ((keys + start).move(), hashes[start])
  }

  @inlinable mutating func removeAll() {
    (keys + start).deinitialize(count: end &- start)
    start = end
  }
}
