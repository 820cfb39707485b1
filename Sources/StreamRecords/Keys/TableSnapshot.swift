extension KeyedTable {
  /// Some neighbouring slots of a table that is being written.
  public struct Block {
    /// Few, so that writing one takes a few microseconds: a batch of records may have to write as many as it has keys.
    @usableFromInline static var slotCount: Int { 32 }

    /// Its place in the table, from 0 on.
    public let number: Int
    @usableFromInline let tags: UnsafeMutableBufferPointer<UInt32>
    @usableFromInline let slots: UnsafeMutablePointer<Slot>

    @inlinable init(
      _ number: Int, tags: UnsafeMutablePointer<UInt32>, slots: UnsafeMutablePointer<Slot>, slotCount: Int
    ) {
      self.number = number
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
    /// Nothing more is written: all is, or it was given up.
    @usableFromInline var isOver = false
    /// Whether blocks are written that have no keys any more, since what it builds on shows some there.
    @usableFromInline let showsEmptyBlocks: Bool
    /// A power of two.
    @usableFromInline let blockCount: Int
    @usableFromInline let isWritten: UnsafeMutablePointer<Bool>
    /// From block to block, by the golden ratio; odd, so that every block has its turn.
    @usableFromInline let leap: Int
    /// How many blocks have had their turn.
    @usableFromInline var turn = 0

    /// - Parameter wanted: the blocks to write; nil: all.
    @inlinable init(
      slotCount: Int, only wanted: UnsafePointer<Bool>? = nil, write: @escaping (Block) throws -> Void
    ) {
      self.write = write
      showsEmptyBlocks = wanted != nil
      blockCount = max(1, slotCount / Block.slotCount)
      leap = Int(Double(blockCount) * 0.618_033_988_7) | 1
      isWritten = .allocate(capacity: blockCount)
      isWritten.initialize(repeating: false, count: blockCount)
      if let wanted { for block in 0..<blockCount { isWritten[block] = !wanted[block] } }
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
}

extension KeyedTable where Value: StreamCodable {
  /// In the place of a block's number of keys: the number of all keys follows.
  @usableFromInline static var totalMark: UInt32 { .max }

  /// Whether there are so many keys that whoever reads them back should know in time.
  @inlinable public var isLarge: Bool { count > TableRestoration.sample }

  /// Appends how many keys there are, for ``restore(from:where:_:)`` to make room.
  @inlinable public func putCount(into writer: inout ByteWriter) {
    writer.integer(Self.totalMark)
    writer.integer(count)
  }

  /// Takes in what ``putCount(into:)`` or ``Block/put(into:)`` wrote, beside what there is.
  /// - Parameters:
  ///   - isWanted: whether to take in a key.
  ///   - restored: is told of every value that is new, where it is now.
  @inlinable public func restore(
    from reader: inout ByteReader, where isWanted: (Key) -> Bool,
    _ restored: (Key, UnsafeMutablePointer<Value>) -> Void
  ) throws {
    let keys = reader.integer(UInt32.self)
    guard keys != Self.totalMark else { return expect(reader.integer(Int.self)) }
    let before = count
    for _ in 0..<keys {
      let key = try Key.get(from: &reader)
      let value = try Value.get(from: &reader)
      if reader.failed { return }
      guard isWanted(key) else { continue }
      let known = count
      let place = self.value(for: key, default: value)
      if count > known { restored(key, place) }
    }
    if let more = restoration.see(Int(keys), taken: count - before) { reserve(more) }
  }

  @inlinable func expect(_ total: Int) {
    restoration = TableRestoration()
    restoration.left = min(max(0, total), 1 << 40)
  }

  /// Makes room for more keys, if somebody counts the memory, and there is as much.
  @inlinable func reserve(_ more: Int) {
    guard storage.pointee.account != nil else { return }
    var slotCount = storage.pointee.mask + 1
    while Storage.fullCount(mask: slotCount - 1) < count + more { slotCount *= 2 }
    if slotCount > storage.pointee.mask + 1 { storage.pointee.grow(to: slotCount) }
  }
}
