extension Set: StreamCodable where Element: StreamCodable {
  /// The number of elements as four bytes, then the elements in the order of their bytes.
  @inlinable public static func put(_ value: Set, into writer: inout ByteWriter) throws {
    writer.integer(UInt32(truncatingIfNeeded: value.count))
    let start = writer.count
    var ends: [Int] = []
    ends.reserveCapacity(value.count)
    for element in value {
      try Element.put(element, into: &writer)
      ends.append(writer.count)
    }
    CanonicalOrder.sort(&writer, from: start, ends: ends)
  }

  /// Reads back what ``put(_:into:)`` wrote; more elements than bytes, or one twice, are malformed.
  @inlinable public static func get(from reader: inout ByteReader) throws -> Set {
    let elements = try [Element].get(from: &reader)
    let set = Set(elements)
    if set.count != elements.count { reader.fail() }
    return set
  }
}
