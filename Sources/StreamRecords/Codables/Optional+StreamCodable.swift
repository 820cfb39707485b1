extension Optional: StreamCodable where Wrapped: StreamCodable {
  /// One byte, 0 or 1, and the value if there is one.
  @inlinable public static func put(_ value: Wrapped?, into writer: inout ByteWriter) throws {
    Bool.put(value != nil, into: &writer)
    if let value { try Wrapped.put(value, into: &writer) }
  }

  /// Reads back what ``put(_:into:)`` wrote.
  @inlinable public static func get(from reader: inout ByteReader) throws -> Wrapped? {
    Bool.get(from: &reader) ? try Wrapped.get(from: &reader) : nil
  }
}
