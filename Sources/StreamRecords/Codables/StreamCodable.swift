/// A record that can travel between processes and be kept as state.
///
/// Records are encoded field by field, without names or types:
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
/// Mark both functions of a type in a library `@inlinable`; inside of a job's own module the compiler sees them anyway.
public protocol StreamCodable: Sendable {
  /// Appends the value, as one byte or more.
  static func put(_ value: Self, into writer: inout ByteWriter)

  /// Reads back what ``put(_:into:)`` wrote.
  ///
  /// Bytes that are no such value must not trap: ``ByteReader`` hands out zeroes and empty values once it has failed, and
  /// ``ByteReader/fail()`` is there for what only the type itself can tell, such as an unknown case of an enumeration.
  static func get(from reader: inout ByteReader) -> Self
}
