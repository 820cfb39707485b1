/// A key that streams are partitioned by and state is kept under.
///
/// A type of one's own gets both requirements for free from its encoding: `struct Pair: Codable, StreamKey { … }`. Give it a
/// ``fastHash`` of its own, made with ``StableHash``, where speed matters, or where values that are `==` can have different
/// fields.
public protocol StreamKey: Hashable, StreamCodable {
  /// The same in every process and on every machine for keys that are the same.
  var fastHash: UInt64 { get }

  /// Whether both are the same key; such keys have the same ``fastHash``. By default `==`.
  func isSameKey(as other: Self) -> Bool
}

extension StreamKey {
  /// The hash of the key's encoding, in which sets and dictionaries are in order.
  public var fastHash: UInt64 {
    var writer = ByteWriter()
    writer.isCanonical = true
    // A key that cannot be encoded hashes as what comes before the cause; the job fails where the key has to travel.
    try? Self.put(self, into: &writer)
    return writer.withBytes { StableHash.of($0) }
  }

  /// `==`.
  @inlinable @inline(__always) public func isSameKey(as other: Self) -> Bool { self == other }
}

extension StreamKey where Self: FixedWidthInteger {
  /// The hash of the integer's value.
  @inlinable @inline(__always) public var fastHash: UInt64 { StableHash.of(UInt64(truncatingIfNeeded: self)) }
}

extension Int: StreamKey {}
extension Int8: StreamKey {}
extension Int16: StreamKey {}
extension Int32: StreamKey {}
extension Int64: StreamKey {}
extension UInt: StreamKey {}
extension UInt8: StreamKey {}
extension UInt16: StreamKey {}
extension UInt32: StreamKey {}
extension UInt64: StreamKey {}

extension Bool: StreamKey {
  /// The hash of 0 or 1.
  @inlinable public var fastHash: UInt64 { StableHash.of(self ? 1 : 0) }
}

extension KeyValue: StreamKey where Key: StreamKey, Value: StreamKey {
  /// Both hashes, mixed.
  @inlinable public var fastHash: UInt64 { StableHash.mix(key.fastHash, value.fastHash) }

  /// Whether both parts are the same keys.
  @inlinable public func isSameKey(as other: KeyValue) -> Bool {
    key.isSameKey(as: other.key) && value.isSameKey(as: other.value)
  }
}
