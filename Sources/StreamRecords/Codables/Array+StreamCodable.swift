extension Array: StreamCodable where Element: StreamCodable {
  /// The number of elements as four bytes, then the elements.
  @inlinable public static func put(_ value: [Element], into writer: inout ByteWriter) throws {
    writer.integer(UInt32(truncatingIfNeeded: value.count))
    for element in value { try Element.put(element, into: &writer) }
  }

  /// Reads back what ``put(_:into:)`` wrote; more elements than bytes are malformed.
  @inlinable public static func get(from reader: inout ByteReader) throws -> [Element] {
    let count = Int(reader.integer(UInt32.self))
    guard count <= reader.remaining else {
      reader.fail()
      return []
    }
    var elements: [Element] = []
    while elements.count < count, !reader.failed { elements.append(try Element.get(from: &reader)) }
    return elements
  }
}
