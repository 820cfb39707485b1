/// Any `Codable` type is a record by saying so: `struct Bid: Codable, StreamCodable { … }`.
extension StreamCodable where Self: Codable {
  /// The value's fields with their names and types, as its `encode(to:)` gives them.
  /// - Throws: ``UnencodableRecord`` with what `encode(to:)` threw.
  public static func put(_ value: Self, into writer: inout ByteWriter) throws {
    try EncodedNode.append(value, to: &writer)
  }

  /// Reads back what ``put(_:into:)`` wrote, through the type's `init(from:)`.
  /// - Throws: ``MalformedRecord`` with what `init(from:)` threw.
  public static func get(from reader: inout ByteReader) throws -> Self {
    try DecodedBytes.value(Self.self, from: &reader)
  }
}

/// A record's `encode(to:)` failed.
public struct UnencodableRecord: Error, CustomStringConvertible {
  /// The record's type, the field where there is one, and why.
  public let description: String
}
