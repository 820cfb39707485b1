/// Enumerations and option sets that stand for a raw value: `enum Side: UInt8, StreamCodable { case buy, sell }`.
extension StreamCodable where Self: RawRepresentable, RawValue: StreamCodable {
  /// The raw value.
  @inlinable public static func put(_ value: Self, into writer: inout ByteWriter) throws {
    try RawValue.put(value.rawValue, into: &writer)
  }

  /// Reads back what ``put(_:into:)`` wrote.
  /// - Throws: ``MalformedRecord`` where no value has that raw value.
  @inlinable public static func get(from reader: inout ByteReader) throws -> Self { try fromRawValue(&reader) }

  @inlinable static func fromRawValue(_ reader: inout ByteReader) throws -> Self {
    let rawValue = try RawValue.get(from: &reader)
    if let value = Self(rawValue: rawValue) { return value }
    reader.fail()
    throw MalformedRecord("no \(Self.self) has the raw value \(rawValue)")
  }
}

// The same once more, to be more specific than what any `Codable` type gets.
extension StreamCodable where Self: RawRepresentable & Codable, RawValue: StreamCodable {
  /// The raw value.
  @inlinable public static func put(_ value: Self, into writer: inout ByteWriter) throws {
    try RawValue.put(value.rawValue, into: &writer)
  }

  /// Reads back what ``put(_:into:)`` wrote.
  /// - Throws: ``MalformedRecord`` where no value has that raw value.
  @inlinable public static func get(from reader: inout ByteReader) throws -> Self { try fromRawValue(&reader) }
}
