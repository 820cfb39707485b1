extension KeyedTable {
  /// The value of a key, or nil if the key is not in the table; valid until the next call that adds or removes.
  @inlinable @inline(__always) public func find(_ key: Key) -> UnsafeMutablePointer<Value>? {
    let hash = key.fastHash
    let tag = Self.tag(hash)
    let (tags, slots, mask) = (storage.pointee.tags, storage.pointee.slots, storage.pointee.mask)
    var index = Int(truncatingIfNeeded: hash) & mask
    while tags[index] != 0 {
      if tags[index] == tag, slots[index].key.isSameKey(as: key) { return Self.valuePointer(slots + index) }
      index = (index &+ 1) & mask
    }
    return nil
  }

  /// Takes a key and its value out of the table.
  @discardableResult @inlinable public func remove(_ key: Key) -> Value? {
    guard let value = find(key) else { return nil }
    let (tags, slots, mask) = (storage.pointee.tags, storage.pointee.slots, storage.pointee.mask)
    let offset = MemoryLayout<Slot>.offset(of: \Slot.value) ?? 0
    let slot = (UnsafeMutableRawPointer(value) - offset).assumingMemoryBound(to: Slot.self)
    let removed = slot.move().value
    var gap = slot - slots
    // What follows without an empty slot between moves up, as far as its own place allows: no look-up may meet a gap.
    var index = (gap &+ 1) & mask
    while tags[index] != 0 {
      let place = Int(truncatingIfNeeded: slots[index].hash) & mask
      if (index &- place) & mask >= (index &- gap) & mask {
        (slots + gap).moveInitialize(from: slots + index, count: 1)
        tags[gap] = tags[index]
        gap = index
      }
      index = (index &+ 1) & mask
    }
    tags[gap] = 0
    storage.pointee.count &-= 1
    return removed
  }

  /// How many keys there is room for before the table grows, about.
  @inlinable public var capacity: Int { storage.pointee.mask }

  /// Removes all keys and keeps the room for them.
  @inlinable public func removeAll() {
    let (tags, slots, mask) = (storage.pointee.tags, storage.pointee.slots, storage.pointee.mask)
    guard storage.pointee.count > 0 else { return }
    for index in 0...mask where tags[index] != 0 { (slots + index).deinitialize(count: 1) }
    tags.update(repeating: 0, count: mask + 1)
    storage.pointee.count = 0
  }
}
