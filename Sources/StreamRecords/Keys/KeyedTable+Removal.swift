extension KeyedTable {
  /// Takes a key and its value out of the table; the memory is kept for others.
  @discardableResult @inlinable public func remove(_ key: Key) -> Value? {
    guard let value = find(key) else { return nil }
    let offset = MemoryLayout<Slot>.offset(of: \Slot.value) ?? 0
    let slot = (UnsafeMutableRawPointer(value) - offset).assumingMemoryBound(to: Slot.self)
    defer { removeSlot(slot - storage.pointee.slots) }
    return slot.pointee.value
  }

  /// Looks at some of the table's places, and removes the keys there for which `isStale` is true.
  ///
  /// Called again and again with what it returned it comes around to every key, unless the table grows meanwhile.
  /// - Parameters:
  ///   - start: what the call before returned, at first 0.
  ///   - count: how many places to look at; a table has more places than keys.
  ///   - isStale: may change the value, in ways that it finds out again: what an increment builds on may show it as it was.
  /// - Returns: where to go on.
  @inlinable public func sweep(
    from start: Int, count: Int, where isStale: (UnsafeMutablePointer<Value>) -> Bool
  ) -> Int {
    var index = start & storage.pointee.mask
    for _ in 0..<min(count, storage.pointee.mask + 1) {
      if storage.pointee.tags[index] != 0, isStale(changeableValue(at: index)) {
        // What moves into the place that became free is looked at next.
        removeSlot(index)
      } else {
        index = (index + 1) & storage.pointee.mask
      }
    }
    return index
  }

  @inlinable func changeableValue(at index: Int) -> UnsafeMutablePointer<Value> {
    if storage.pointee.limit < 0 { storage.pointee.saveBlock(index / Block.slotCount) }
    return Self.valuePointer(storage.pointee.slots + index)
  }

  /// Empties a place, and lets those behind it move up that would not be found any more.
  @inlinable func removeSlot(_ index: Int) {
    if storage.pointee.limit < 0 { storage.pointee.saveRun(from: index) }
    let (tags, slots, mask) = (storage.pointee.tags, storage.pointee.slots, storage.pointee.mask)
    (slots + index).deinitialize(count: 1)
    var hole = index
    var next = (index &+ 1) & mask
    while tags[next] != 0 {
      let home = Int(truncatingIfNeeded: slots[next].hash) & mask
      if (next &- home) & mask >= (next &- hole) & mask {
        (slots + hole).moveInitialize(from: slots + next, count: 1)
        tags[hole] = tags[next]
        hole = next
      }
      next = (next &+ 1) & mask
    }
    tags[hole] = 0
    storage.pointee.count &-= 1
  }
}
