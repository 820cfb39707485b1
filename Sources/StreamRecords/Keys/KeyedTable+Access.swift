extension KeyedTable {
  /// The table's values without the table: in a loop that changes between tables, keeping each of them alive would cost as
  /// much as the look-ups. Valid as long as the table is.
  public struct Access {
    @usableFromInline let storage: UnsafeMutablePointer<Storage>

    @inlinable init(storage: UnsafeMutablePointer<Storage>) { self.storage = storage }

    /// See ``KeyedTable/value(for:default:)``.
    @inlinable @inline(__always)
    public func value(for key: Key, default fallback: @autoclosure () -> Value) -> UnsafeMutablePointer<Value> {
      if storage.pointee.count &* 4 > storage.pointee.mask &* 3 { storage.pointee.grow() }
      let hash = key.fastHash
      let tag = KeyedTable.tag(hash)
      let (tags, slots, mask) = (storage.pointee.tags, storage.pointee.slots, storage.pointee.mask)
      var index = Int(truncatingIfNeeded: hash) & mask
      while true {
        let found = tags[index]
        if found == tag, slots[index].key.isSameKey(as: key) { break }
        if found == 0 {
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
  @inlinable @inline(never) mutating func grow() {
    let (oldCount, newCount) = (mask + 1, (mask + 1) * 2)
    // One place must stay free, since that is where every search ends.
    if let account, !account.take(KeyedTable.byteCount(slotCount: newCount)), count < mask { return }
    var new = Self(slotCount: newCount, account: account)
    for from in 0...mask where tags[from] != 0 {
      var index = Int(truncatingIfNeeded: slots[from].hash) & new.mask
      while new.tags[index] != 0 { index = (index &+ 1) & new.mask }
      new.tags[index] = tags[from]
      (new.slots + index).moveInitialize(from: slots + from, count: 1)
    }
    new.count = count
    tags.deallocate()
    slots.deallocate()
    account?.giveBack(KeyedTable.byteCount(slotCount: oldCount))
    self = new
  }
}
