extension Optional: StreamCodable where Wrapped: StreamCodable {
  /// One byte, 0 or 1, and the value if there is one.
  @inlinable public static func put(_ value: Wrapped?, into writer: inout ByteWriter) {
    Bool.put(value != nil, into: &writer)
    if let value { Wrapped.put(value, into: &writer) }
  }

  /// Reads back what ``put(_:into:)`` wrote.
  @inlinable public static func get(from reader: inout ByteReader) -> Wrapped? {
    Bool.get(from: &reader) ? Wrapped.get(from: &reader) : nil
  }
}

extension Array: StreamCodable where Element: StreamCodable {
  /// The number of elements as four bytes, then the elements.
  @inlinable public static func put(_ value: [Element], into writer: inout ByteWriter) {
    writer.integer(UInt32(truncatingIfNeeded: value.count))
    for element in value { Element.put(element, into: &writer) }
  }

  /// Reads back what ``put(_:into:)`` wrote; more elements than bytes are malformed.
  @inlinable public static func get(from reader: inout ByteReader) -> [Element] {
    let count = Int(reader.integer(UInt32.self))
    guard count <= reader.remaining else {
      reader.fail()
      return []
    }
    var elements: [Element] = []
    while elements.count < count, !reader.failed { elements.append(Element.get(from: &reader)) }
    return elements
  }
}
