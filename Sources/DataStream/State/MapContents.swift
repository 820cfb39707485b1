public import StreamRecords
public import TaskRuntime

/// A map and, where its entries expire, when each of them was last used.
@usableFromInline
struct MapContents<Key: StreamKey, Value: StreamCodable>: StateContents {
  @usableFromInline var entries: [Key: Value] = [:]
  /// Of every entry, or of none. Milliseconds since 1970 began (UTC).
  @usableFromInline var touched: [Key: Int] = [:]

  @inlinable init() {}

  @inlinable static func put(_ contents: MapContents, into writer: inout ByteWriter) throws {
    try [KeyValue<Key, Value>].put(contents.entries.map { KeyValue($0.key, $0.value) }, into: &writer)
    try [KeyValue<Key, Int>].put(contents.touched.map { KeyValue($0.key, $0.value) }, into: &writer)
  }

  @inlinable static func get(from reader: inout ByteReader) throws -> MapContents {
    var contents = MapContents()
    for entry in try [KeyValue<Key, Value>].get(from: &reader) { contents.entries[entry.key] = entry.value }
    for entry in try [KeyValue<Key, Int>].get(from: &reader) { contents.touched[entry.key] = entry.value }
    return contents
  }

  /// Bytes that the map takes beside its own: a hash table is a quarter empty, about.
  @inlinable var byteCount: Int {
    entries.capacity * (MemoryLayout<(Key, Value)>.stride * 4 / 3)
      + touched.capacity * (MemoryLayout<(Key, Int)>.stride * 4 / 3)
  }

  /// - Returns: whether nothing is left.
  @inlinable mutating func dropExpired(_ clock: TtlClock, at now: Int) -> Bool {
    for (key, time) in touched where clock.isExpired(time, at: now) {
      touched[key] = nil
      entries[key] = nil
    }
    return entries.isEmpty
  }

  /// Drops an entry that has expired.
  @inlinable mutating func dropExpired(_ key: Key, _ clock: TtlClock) {
    guard let time = touched[key], clock.isExpired(time, at: clock.now()) else { return }
    touched[key] = nil
    entries[key] = nil
  }
}
