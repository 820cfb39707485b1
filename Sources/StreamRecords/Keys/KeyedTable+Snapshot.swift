extension KeyedTable {
  /// Begins to write all keys and their values as they are now.
  ///
  /// Little is done at once. ``continueSnapshot(blocks:)`` writes one block of slots after the other, and whatever is about
  /// to change a block that is not written yet writes it first. A snapshot that was being written is given up.
  /// - Parameter write: takes each block that is not empty, once. What it throws comes out of ``continueSnapshot(blocks:)``.
  @inlinable public func beginSnapshot(_ write: @escaping (Block) throws -> Void) {
    begin(Snapshot(slotCount: storage.pointee.mask + 1, write: write))
  }

  @inlinable func begin(_ snapshot: Snapshot) {
    endSnapshot()
    storage.pointee.snapshot = snapshot
    storage.pointee.limit = -1
  }

  /// Whether there is more of a snapshot to be written.
  @inlinable public var isBeingWritten: Bool { storage.pointee.isBeingWritten }

  /// Writes some more of the snapshot.
  /// - Parameter blocks: how many blocks to look at, some of which may be empty or written already.
  /// - Returns: whether something is left.
  /// - Throws: what writing a block threw, here or while the table was used. The snapshot is given up then.
  @inlinable public func continueSnapshot(blocks: Int) throws -> Bool {
    var left = blocks
    while storage.pointee.isBeingWritten, left > 0 {
      storage.pointee.saveNext()
      left &-= 1
    }
    if storage.pointee.isBeingWritten { return true }
    let error = storage.pointee.snapshot?.error
    endSnapshot()
    if let error { throw error }
    return false
  }

  /// Gives the snapshot up, if one is being written.
  @inlinable public func endSnapshot() {
    storage.pointee.snapshot = nil
    storage.pointee.unfence()
  }
}

extension KeyedTable.Storage {
  @inlinable var isBeingWritten: Bool { limit < 0 && snapshot.map { !$0.isOver } ?? false }

  /// Lets blocks be changed without being written first.
  @inlinable mutating func unfence() {
    snapshot?.isOver = true
    limit = changes == nil ? Self.fullCount(mask: mask) : -1
  }

  /// Writes the block of a slot, which is about to change, and notes the change, as far as somebody wants that.
  @inlinable @inline(never) mutating func save(at index: Int) {
    let number = index / KeyedTable.Block.slotCount
    saveBlock(number)
    changes?.note(number)
  }

  @inlinable mutating func saveBlock(_ number: Int) {
    guard let snapshot, !snapshot.isOver, snapshot.claim(number) else { return }
    do {
      let block = KeyedTable.Block(number, tags: tags, slots: slots, slotCount: mask + 1)
      if snapshot.showsEmptyBlocks || !block.isEmpty { try snapshot.write(block) }
    } catch {
      snapshot.error = error
      unfence()
    }
  }

  /// Writes the blocks of a slot and those that follow it without a gap, which a removal may move up.
  @inlinable @inline(never) mutating func saveRun(from start: Int) {
    save(at: start)
    var index = (start &+ 1) & mask
    while tags[index] != 0 {
      if index % KeyedTable.Block.slotCount == 0 { save(at: index) }
      index = (index &+ 1) & mask
    }
  }

  /// Writes the next block that is not written yet; after the last one the snapshot is over.
  @inlinable mutating func saveNext() {
    guard let next = snapshot?.next() else { return unfence() }
    saveBlock(next)
  }

  /// Writes all that is left.
  @inlinable @inline(never) mutating func saveAll() { while isBeingWritten { saveNext() } }
}
