extension KeyedTable {
  /// The value of a key, or nil if the key is not in the table; valid until the next call that adds or removes.
  @inlinable @inline(__always) public func find(_ key: Key) -> UnsafeMutablePointer<Value>? {
    let hash = key.fastHash
    let tag = Self.tag(hash)
    let (tags, slots, mask) = (storage.pointee.tags, storage.pointee.slots, storage.pointee.mask)
    var index = Int(truncatingIfNeeded: hash) & mask
    while tags[index] != 0 {
      if tags[index] == tag, slots[index].key.isSameKey(as: key) {
        if storage.pointee.limit < 0 { storage.pointee.save(at: index) }
        return Self.valuePointer(slots + index)
      }
      index = (index &+ 1) & mask
    }
    return nil
  }

  /// How many keys there is room for before the table grows, about.
  @inlinable public var capacity: Int { storage.pointee.mask }

  /// Removes all keys and keeps the room for them.
  @inlinable public func removeAll() {
    if storage.pointee.limit < 0 { storage.pointee.saveAll() }
    let (tags, slots, mask) = (storage.pointee.tags, storage.pointee.slots, storage.pointee.mask)
    guard storage.pointee.count > 0 else { return }
    for index in 0...mask where tags[index] != 0 { (slots + index).deinitialize(count: 1) }
    tags.update(repeating: 0, count: mask + 1)
    storage.pointee.count = 0
  }
}
