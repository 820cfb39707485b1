/// Which blocks of a table have changed since a snapshot that others build on.
///
/// A snapshot is built on once it was confirmed; until then, what has changed since the confirmed one before it stays in
/// ``unconfirmed``. What is noted holds as long as keys keep their places: a table that grows, or is emptied, is another one.
@usableFromInline
struct TableChanges {
  /// Names the table, as long as keys keep their places, in all processes.
  @usableFromInline let chain: UInt64
  @usableFromInline let blockCount: Int
  /// Since the last snapshot that could be built on.
  @usableFromInline let changed: UnsafeMutablePointer<Bool>
  /// Between the confirmed snapshot and the last.
  @usableFromInline let unconfirmed: UnsafeMutablePointer<Bool>
  /// Whether there is a confirmed one.
  @usableFromInline var isConfirmed = false

  /// Nothing was confirmed.
  @inlinable init(blockCount: Int) {
    chain = .random(in: 0 ... .max)
    self.blockCount = blockCount
    changed = .allocate(capacity: blockCount)
    changed.initialize(repeating: false, count: blockCount)
    unconfirmed = .allocate(capacity: blockCount)
    unconfirmed.initialize(repeating: false, count: blockCount)
  }

  /// To be called once, at the end.
  @inlinable func deallocate() {
    changed.deallocate()
    unconfirmed.deallocate()
  }

  /// A block is about to change.
  @inlinable func note(_ block: Int) { changed[block] = true }

  /// A snapshot begins: ``unconfirmed`` is what has changed since the confirmed one.
  @inlinable func fence() {
    for block in 0..<blockCount {
      unconfirmed[block] = unconfirmed[block] || changed[block]
      changed[block] = false
    }
  }

  /// The last snapshot that was fenced can be built on.
  @inlinable mutating func confirm() {
    isConfirmed = true
    unconfirmed.update(repeating: false, count: blockCount)
  }
}

extension KeyedTable {
  /// Notes from now on what changes, which makes each access a little slower.
  /// - Returns: what tells this table's blocks from those of others. It stays as long as blocks of earlier snapshots are
  ///   blocks of this table: until the table grows, or is emptied.
  @inlinable public func noteChanges() -> UInt64 {
    if let changes = storage.pointee.changes { return changes.chain }
    let changes = TableChanges(blockCount: max(1, (storage.pointee.mask + 1) / Block.slotCount))
    storage.pointee.changes = changes
    return changes.chain
  }

  /// Begins to write the table, as ``beginSnapshot(_:)`` does, such that later snapshots may build on this one. It has to be
  /// a table whose changes are noted (``noteChanges()``).
  /// - Parameters:
  ///   - changesOnly: whether what has not changed since the snapshot that was confirmed last may be left out. All is written
  ///     where there is none, or the table has grown since. Blocks that have become empty since are written as well.
  ///   - write: takes each block, once.
  @inlinable public func beginIncrement(changesOnly: Bool, _ write: @escaping (Block) throws -> Void) {
    // The one before may still be on its way, and is given up.
    endSnapshot()
    storage.pointee.changes?.fence()
    let changes = storage.pointee.changes
    let wanted = changesOnly && changes?.isConfirmed == true ? changes.map { UnsafePointer($0.unconfirmed) } : nil
    begin(Snapshot(slotCount: storage.pointee.mask + 1, only: wanted, write: write))
  }

  /// What the last ``beginIncrement(changesOnly:_:)`` wrote is there to stay, together with what it builds on.
  @inlinable public func confirmIncrement() { storage.pointee.changes?.confirm() }
}

extension KeyedTable.Storage {
  /// Notes no changes any more: the next increment shows all.
  @inlinable mutating func endChanges() {
    changes?.deallocate()
    changes = nil
    if !isBeingWritten { unfence() }
  }
}
