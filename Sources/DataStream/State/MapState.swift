public import StreamRecords
public import TaskRuntime

/// A map per key of the stream; what is read and changed is the current key's.
///
/// ```swift
/// lastSeen[bid.bidder] = bid.time
/// ```
public struct MapState<MapKey: StreamKey, Value: StreamCodable> {
  @usableFromInline let box: StateCellBox<MapContents<MapKey, Value>>
  @usableFromInline let clock: TtlClock?

  @inlinable init(_ box: StateCellBox<MapContents<MapKey, Value>>, clock: TtlClock?) {
    self.box = box
    self.clock = clock
  }

  /// The entry of a key of the map; nil where there is none.
  @inlinable public subscript(key: MapKey) -> Value? {
    get {
      guard let place = box.cell.pointee.existing() else { return nil }
      guard let clock else { return place.pointee.entries[key] }
      place.pointee.dropExpired(key, clock)
      let value = place.pointee.entries[key]
      if value != nil, clock.updatesOnRead { place.pointee.touched[key] = clock.now() }
      return value
    }
    nonmutating set {
      if let newValue { put(key, newValue) } else { remove(key) }
    }
  }

  /// Whether there is an entry of that key of the map.
  @inlinable public func contains(_ key: MapKey) -> Bool { self[key] != nil }

  /// Sets an entry.
  @inlinable public func put(_ key: MapKey, _ value: Value) {
    let place = box.cell.pointee.present()
    let before = place.pointee.byteCount
    place.pointee.entries[key] = value
    if let clock { place.pointee.touched[key] = clock.now() }
    box.account.follow(from: before, to: place.pointee.byteCount)
  }

  /// Removes an entry; a map without entries takes no memory.
  @inlinable public func remove(_ key: MapKey) {
    guard let place = box.cell.pointee.existing() else { return }
    place.pointee.entries[key] = nil
    if clock != nil { place.pointee.touched[key] = nil }
    if place.pointee.entries.isEmpty { clear() }
  }

  /// All entries, in no particular order.
  @inlinable public var entries: [MapKey: Value] {
    guard let place = box.cell.pointee.existing() else { return [:] }
    if let clock {
      guard !place.pointee.dropExpired(clock, at: clock.now()) else {
        clear()
        return [:]
      }
      if clock.updatesOnRead {
        let now = clock.now()
        for key in place.pointee.entries.keys { place.pointee.touched[key] = now }
      }
    }
    return place.pointee.entries
  }

  /// Whether there is no entry.
  @inlinable public var isEmpty: Bool { entries.isEmpty }

  /// Forgets the current key's map, so that it takes no memory.
  @inlinable public func clear() {
    guard let place = box.cell.pointee.existing() else { return }
    box.account.giveBack(place.pointee.byteCount)
    box.cell.pointee.clear()
  }
}
