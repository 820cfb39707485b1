/// A record that can travel between processes and be kept as state.
///
/// Any `Codable` type is one:
/// ```swift
/// struct Bid: Codable, StreamCodable {
///   var auction: Int
///   var bidder: String
/// }
/// ```
/// Where speed matters, write both functions by hand. Fields are then encoded one after the other, without names or types,
/// which is up to a hundred times as fast (the module's README has figures):
/// ```swift
/// struct Bid: StreamCodable {
///   var auction: Int
///   var bidder: String
///
///   static func put(_ bid: Bid, into writer: inout ByteWriter) {
///     Int.put(bid.auction, into: &writer)
///     String.put(bid.bidder, into: &writer)
///   }
///   static func get(from reader: inout ByteReader) -> Bid {
///     Bid(auction: .get(from: &reader), bidder: .get(from: &reader))
///   }
/// }
/// ```
/// Both functions need `throws` only where a field's own do: numbers, `Bool` and `String` never throw, optionals and
/// collections do. Mark both functions of a type in a library `@inlinable`; inside of a job's own module the compiler sees
/// them anyway.
public protocol StreamCodable: Sendable {
  /// Appends the value, as one byte or more.
  /// - Throws: why the value cannot be encoded, which fails the job.
  static func put(_ value: Self, into writer: inout ByteWriter) throws

  /// Reads back what ``put(_:into:)`` wrote.
  ///
  /// Bytes that are no such value must not trap. ``ByteReader`` hands out zeroes and empty values once it has failed, so
  /// that most types need not look; ``ByteReader/fail()`` is there for what only the type itself can tell.
  /// - Throws: where the bytes are no such value and there is none to return, such as for an unknown case of an enumeration.
  static func get(from reader: inout ByteReader) throws -> Self
}

/// Bytes are not the value that they were read as.
public struct MalformedRecord: Error, CustomStringConvertible {
  /// What was expected and what there is instead.
  public let description: String

  /// An error that says `description`.
  public init(_ description: String) { self.description = description }
}
