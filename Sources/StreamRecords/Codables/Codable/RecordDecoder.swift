/// Decodes the one value from `start` on, within `limit`.
struct RecordDecoder: Decoder {
  let bytes: DecodedBytes
  let start: Int
  let limit: Int

  /// Always empty, as an encoder's is.
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(FieldDecoder(bytes: bytes, range: try content(.fields, as: [String: Any].self)))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    SequenceDecoder(bytes: bytes, range: try content(.sequence, as: [Any].self))
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

  /// Where the values or fields are that the value consists of.
  private func content(_ expected: FieldKind, as type: Any.Type) throws -> Range<Int> {
    let kind = try bytes.kind(at: start, limit: limit)
    guard kind == expected else { throw DecodingError.mismatch(type, found: kind) }
    return start + FieldKind.headerSize..<(try bytes.end(of: start, limit: limit))
  }
}

extension RecordDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { (try? bytes.kind(at: start, limit: limit)) == .null }
  func decode(_ type: Bool.Type) throws -> Bool { try bytes.bool(at: start, limit: limit) }
  func decode(_ type: Float.Type) throws -> Float { try bytes.number(at: start, limit: limit) }
  func decode(_ type: Double.Type) throws -> Double { try bytes.number(at: start, limit: limit) }
  func decode(_ type: String.Type) throws -> String { try bytes.text(at: start, limit: limit) }

  func decode(_ type: Int128.Type) throws -> Int128 { try bytes.integer(at: start, limit: limit) }
  func decode(_ type: UInt128.Type) throws -> UInt128 { try bytes.integer(at: start, limit: limit) }

  @inline(__always)
  func decode<Value: FixedWidthInteger & Decodable>(_ type: Value.Type) throws -> Value {
    try bytes.integer(at: start, limit: limit)
  }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try bytes.decode(type, at: start, limit: limit)
  }
}
