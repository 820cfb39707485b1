public import Synchronization

extension KeyedTable {
  /// The value of a key, or nil if the key is not in the table; valid until the next call that adds or removes.
  @inlinable @inline(__always) public func find(_ key: Key) -> UnsafeMutablePointer<Value>? {
    access.find(key, hash: key.fastHash)
  }

  /// How many keys there is room for before the table grows, about.
  @inlinable public var capacity: Int { storage.pointee.mask }

  /// Removes all keys and keeps the room for them.
  @inlinable public func removeAll() {
    if storage.pointee.limit < 0 { storage.pointee.saveAll() }
    storage.pointee.endChanges()
    let (tags, slots, mask) = (storage.pointee.tags, storage.pointee.slots, storage.pointee.mask)
    guard storage.pointee.count > 0 else { return }
    Self.destroy(slots, where: tags, mask: mask)
    tags.update(repeating: 0, count: mask + 1)
    storage.pointee.count = 0
  }

  /// Destroys what is in the slots that are taken.
  ///
  /// Generic over the slot, so that code that is not compiled for its keys and values looks its type up once, not per slot.
  @inlinable static func destroy<Element>(
    _ slots: UnsafeMutablePointer<Element>, where tags: UnsafeMutablePointer<UInt32>, mask: Int
  ) {
    for index in 0...mask where tags[index] != 0 { (slots + index).deinitialize(count: 1) }
  }
}

extension KeyedTable.Access {
  /// See ``KeyedTable/find(_:)``; for a key whose ``StreamKey/fastHash`` is known.
  @inlinable @inline(__always) public func find(_ key: Key, hash: UInt64) -> UnsafeMutablePointer<Value>? {
    let tag = KeyedTable.tag(hash)
    let (tags, slots, mask) = (storage.pointee.tags, storage.pointee.slots, storage.pointee.mask)
    var index = Int(truncatingIfNeeded: hash) & mask
    while tags[index] != 0 {
      if tags[index] == tag, slots[index].key.isSameKey(as: key) {
        if storage.pointee.limit < 0 { storage.pointee.save(at: index) }
        return KeyedTable.valuePointer(slots + index)
      }
      index = (index &+ 1) & mask
    }
    return nil
  }

  /// Reads where a look-up of a key with this hash begins, and waits for nothing. A few keys touched in a row come out of
  /// memory at the same time; looked up one by one, each has to wait until the one before it was compared.
  @inlinable @inline(__always) public func touch(_ hash: UInt64) {
    let index = Int(truncatingIfNeeded: hash) & storage.pointee.mask
    // Atomic, so that the compiler does not leave out what is not used.
    let tag = UnsafeRawPointer(storage.pointee.tags + index).assumingMemoryBound(to: Atomic<UInt32>.self)
    let slot = UnsafeRawPointer(storage.pointee.slots + index).assumingMemoryBound(to: Atomic<UInt64>.self)
    _ = tag.pointee.load(ordering: .relaxed)
    _ = slot.pointee.load(ordering: .relaxed)
  }
}
