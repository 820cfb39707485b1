extension KeyedTable {
  /// The table's values without the table: in a loop that changes between tables, keeping each of them alive would cost as
  /// much as the look-ups. Valid as long as the table is.
  public struct Access {
    @usableFromInline let storage: UnsafeMutablePointer<Storage>

    @inlinable init(storage: UnsafeMutablePointer<Storage>) { self.storage = storage }

    /// See ``KeyedTable/value(for:default:)``.
    @inlinable @inline(__always)
    public func value(for key: Key, default fallback: @autoclosure () -> Value) -> UnsafeMutablePointer<Value> {
      value(for: key, hash: key.fastHash, default: fallback())
    }

    /// The same for a key whose ``StreamKey/fastHash`` is known.
    @inlinable @inline(__always)
    public func value(
      for key: Key, hash: UInt64, default fallback: @autoclosure () -> Value
    ) -> UnsafeMutablePointer<Value> {
      let tag = KeyedTable.tag(hash)
      var (tags, slots, mask) = (storage.pointee.tags, storage.pointee.slots, storage.pointee.mask)
      var index = Int(truncatingIfNeeded: hash) & mask
      while true {
        let found = tags[index]
        if found == tag, slots[index].key.isSameKey(as: key) {
          if storage.pointee.limit < 0 { storage.pointee.save(at: index) }
          break
        }
        if found == 0 {
          if storage.pointee.count > storage.pointee.limit {
            index = storage.pointee.makeReady(at: index, hash)
            (tags, slots, mask) = (storage.pointee.tags, storage.pointee.slots, storage.pointee.mask)
          }
          tags[index] = tag
          (slots + index).initialize(to: Slot(hash: hash, key: key, value: fallback()))
          storage.pointee.count &+= 1
          break
        }
        index = (index &+ 1) & mask
      }
      return KeyedTable.valuePointer(slots + index)
    }
  }

  /// Access for as long as the table lives.
  @inlinable public var access: Access { Access(storage: storage) }
}

extension KeyedTable.Storage {
  /// Lets a key be put into an empty slot, where the table is full, a snapshot of it is being written, or changes are noted.
  /// - Returns: the slot to take, which is another one if the table has grown.
  @inlinable @inline(never) mutating func makeReady(at index: Int, _ hash: UInt64) -> Int {
    if limit < 0 {
      // To grow, it would have to write all that is left of the snapshot. Fuller than otherwise it can mostly wait for that.
      guard isBeingWritten ? count &* 8 > mask &* 7 : count > Self.fullCount(mask: mask) else {
        save(at: index)
        return index
      }
      saveAll()
    }
    grow()
    var index = Int(truncatingIfNeeded: hash) & mask
    while tags[index] != 0 { index = (index &+ 1) & mask }
    // It may have had to stay as it was.
    if limit < 0 { save(at: index) }
    return index
  }

  @inlinable @inline(never) mutating func grow() { grow(to: (mask + 1) * 2) }

  /// - Parameter newCount: slots, a power of two.
  @inlinable mutating func grow(to newCount: Int) {
    let oldCount = mask + 1
    // One place must stay free, since that is where every search ends.
    if let account, !account.take(KeyedTable.byteCount(slotCount: newCount)), count < mask { return }
    var new = Self(slotCount: newCount, account: account)
    for from in 0...mask where tags[from] != 0 {
      var index = Int(truncatingIfNeeded: slots[from].hash) & new.mask
      while new.tags[index] != 0 { index = (index &+ 1) & new.mask }
      new.tags[index] = tags[from]
      (new.slots + index).moveInitialize(from: slots + from, count: 1)
    }
    (new.count, new.snapshot) = (count, snapshot)
    tags.deallocate()
    slots.deallocate()
    // Every key has another place: what was noted of the old ones is of no use.
    changes?.deallocate()
    account?.giveBack(KeyedTable.byteCount(slotCount: oldCount))
    self = new
  }
}
