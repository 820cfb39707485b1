extension ContiguousArray: StreamCodable where Element: StreamCodable {
  /// The number of elements as four bytes, then the elements.
  @inlinable public static func put(_ value: ContiguousArray, into writer: inout ByteWriter) throws {
    writer.integer(UInt32(truncatingIfNeeded: value.count))
    for element in value { try Element.put(element, into: &writer) }
  }

  /// Reads back what ``put(_:into:)`` wrote; more elements than bytes are malformed.
  @inlinable public static func get(from reader: inout ByteReader) throws -> ContiguousArray {
    ContiguousArray(try [Element].get(from: &reader))
  }
}
