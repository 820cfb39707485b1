extension KeyedTable {
  /// Some neighbouring slots of a table that is being written.
  public struct Block {
    /// Few, so that writing one takes a few microseconds: a batch of records may have to write as many as it has keys.
    @usableFromInline static var slotCount: Int { 32 }

    @usableFromInline let tags: UnsafeMutableBufferPointer<UInt32>
    @usableFromInline let slots: UnsafeMutablePointer<Slot>

    @inlinable init(
      _ number: Int, tags: UnsafeMutablePointer<UInt32>, slots: UnsafeMutablePointer<Slot>, slotCount: Int
    ) {
      let start = number * Self.slotCount
      self.tags = UnsafeMutableBufferPointer(start: tags + start, count: min(Self.slotCount, slotCount - start))
      self.slots = slots + start
    }

    @inlinable var isEmpty: Bool { tags.allSatisfy { $0 == 0 } }

    /// Calls `body` with each key and its value.
    @inlinable public func forEach(_ body: (Key, Value) throws -> Void) rethrows {
      for index in tags.indices where tags[index] != 0 { try body(slots[index].key, slots[index].value) }
    }
  }

  /// Which blocks of a table are written.
  @usableFromInline
  final class Snapshot {
    @usableFromInline let write: (Block) throws -> Void
    @usableFromInline var error: (any Error)?
    /// A power of two.
    @usableFromInline let blockCount: Int
    @usableFromInline let isWritten: UnsafeMutablePointer<Bool>
    /// From block to block, by the golden ratio; odd, so that every block has its turn.
    @usableFromInline let leap: Int
    /// How many blocks have had their turn.
    @usableFromInline var turn = 0

    @inlinable init(slotCount: Int, write: @escaping (Block) throws -> Void) {
      self.write = write
      blockCount = max(1, slotCount / Block.slotCount)
      leap = Int(Double(blockCount) * 0.618_033_988_7) | 1
      isWritten = .allocate(capacity: blockCount)
      isWritten.initialize(repeating: false, count: blockCount)
    }

    @inlinable deinit { isWritten.deallocate() }

    /// - Returns: whether the block has to be written, by whoever asks.
    @inlinable func claim(_ block: Int) -> Bool {
      defer { isWritten[block] = true }
      return !isWritten[block]
    }

    /// The next block that is not written yet; nil: there is none.
    ///
    /// Their turns leap all over the table. What is read back in the order of slots would crowd the first places of a table
    /// that is smaller as yet, and take for ever.
    @inlinable func next() -> Int? {
      while turn < blockCount {
        let block = turn &* leap & (blockCount - 1)
        turn &+= 1
        if !isWritten[block] { return block }
      }
      return nil
    }
  }
}

extension KeyedTable.Block where Value: StreamCodable {
  /// Appends the number of keys in four bytes, then each key and its value.
  @inlinable public func put(into writer: inout ByteWriter) throws {
    let start = writer.count
    var count: UInt32 = 0
    writer.integer(count)
    for index in tags.indices where tags[index] != 0 {
      try Key.put(slots[index].key, into: &writer)
      try Value.put(slots[index].value, into: &writer)
      count &+= 1
    }
    writer.overwrite(at: start, with: count)
  }

  /// Calls `body` with each key and value that ``put(into:)`` wrote.
  @inlinable public static func get(
    from reader: inout ByteReader, _ body: (Key, Value) throws -> Void
  ) throws {
    for _ in 0..<reader.integer(UInt32.self) {
      let key = try Key.get(from: &reader)
      let value = try Value.get(from: &reader)
      if reader.failed { return }
      try body(key, value)
    }
  }
}
