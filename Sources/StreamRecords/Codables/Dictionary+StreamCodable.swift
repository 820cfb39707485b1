extension Dictionary: StreamCodable where Key: StreamCodable, Value: StreamCodable {
  /// The number of entries as four bytes, then keys and values, in the order of their bytes.
  @inlinable public static func put(_ value: [Key: Value], into writer: inout ByteWriter) throws {
    writer.integer(UInt32(truncatingIfNeeded: value.count))
    let start = writer.count
    var ends: [Int] = []
    ends.reserveCapacity(value.count)
    for (key, value) in value {
      try Key.put(key, into: &writer)
      try Value.put(value, into: &writer)
      ends.append(writer.count)
    }
    CanonicalOrder.sort(&writer, from: start, ends: ends)
  }

  /// Reads back what ``put(_:into:)`` wrote; more entries than bytes, or a key twice, are malformed.
  @inlinable public static func get(from reader: inout ByteReader) throws -> [Key: Value] {
    let count = Int(reader.integer(UInt32.self))
    var entries: [Key: Value] = [:]
    if count > reader.remaining { reader.fail() }
    while entries.count < count, !reader.failed {
      let key = try Key.get(from: &reader)
      if entries.updateValue(try Value.get(from: &reader), forKey: key) != nil { reader.fail() }
    }
    return entries
  }
}
