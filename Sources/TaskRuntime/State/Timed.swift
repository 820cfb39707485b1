public import StreamRecords

/// A value and when it was last used.
@usableFromInline
struct Timed<Value: StreamCodable>: StreamCodable {
  /// Milliseconds since 1970 began (UTC).
  @usableFromInline var touched: Int
  @usableFromInline var value: Value

  @inlinable init(touched: Int, value: Value) {
    self.touched = touched
    self.value = value
  }

  @inlinable static func put(_ timed: Timed, into writer: inout ByteWriter) throws {
    writer.integer(timed.touched)
    try Value.put(timed.value, into: &writer)
  }

  @inlinable static func get(from reader: inout ByteReader) throws -> Timed {
    let touched = reader.integer(Int.self)
    return Timed(touched: touched, value: try Value.get(from: &reader))
  }

  /// A key's value for reading; nil where there is none, or it has expired and is dropped.
  @inlinable static func find<Key: StreamKey>(
    _ key: Key, in table: KeyedTable<Key, Timed>, _ clock: TtlClock
  ) -> UnsafeMutablePointer<Value>? {
    guard let found = table.find(key) else { return nil }
    let now = clock.now()
    guard !clock.isExpired(found.pointee.touched, at: now) else {
      table.remove(key)
      return nil
    }
    if clock.updatesOnRead { found.pointee.touched = now }
    return value(found)
  }

  /// A key's value for changing it; the initial one where there is none, or it has expired.
  @inlinable static func make<Key: StreamKey>(
    _ key: Key, in table: KeyedTable<Key, Timed>, _ clock: TtlClock, _ initial: () -> Value
  ) -> UnsafeMutablePointer<Value> {
    let now = clock.now()
    let timed = table.value(for: key, default: Timed(touched: now, value: initial()))
    if clock.isExpired(timed.pointee.touched, at: now) { timed.pointee.value = initial() }
    timed.pointee.touched = now
    return value(timed)
  }

  @inlinable static func value(_ timed: UnsafeMutablePointer<Timed>) -> UnsafeMutablePointer<Value> {
    let offset = MemoryLayout<Timed>.offset(of: \Timed.value) ?? 0
    return (UnsafeMutableRawPointer(timed) + offset).assumingMemoryBound(to: Value.self)
  }
}
