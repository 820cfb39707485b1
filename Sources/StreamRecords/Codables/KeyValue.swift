/// A pair of a key and what belongs to it, such as a word and its count.
public struct KeyValue<Key: StreamCodable, Value: StreamCodable>: StreamCodable, CustomStringConvertible {
  public var key: Key
  public var value: Value

  /// A pair.
  @inlinable public init(_ key: Key, _ value: Value) {
    self.key = key
    self.value = value
  }

  /// The key, then the value.
  @inlinable public static func put(_ pair: KeyValue, into writer: inout ByteWriter) throws {
    try Key.put(pair.key, into: &writer)
    try Value.put(pair.value, into: &writer)
  }

  /// Reads back what ``put(_:into:)`` wrote.
  @inlinable public static func get(from reader: inout ByteReader) throws -> KeyValue {
    let key = try Key.get(from: &reader)
    return KeyValue(key, try Value.get(from: &reader))
  }

  /// `(key,value)`, as Flink prints a `Tuple2`.
  public var description: String { "(\(key),\(value))" }
}

extension KeyValue: Equatable where Key: Equatable, Value: Equatable {}
extension KeyValue: Hashable where Key: Hashable, Value: Hashable {}
extension KeyValue: Codable where Key: Codable, Value: Codable {}
