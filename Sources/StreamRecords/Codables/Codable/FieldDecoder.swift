/// Decodes fields in any order; those that are asked for in the order they were encoded in are found at once.
struct FieldDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let bytes: DecodedBytes
  let range: Range<Int>

  var codingPath: [any CodingKey] { [] }

  var allKeys: [Key] {
    var keys: [Key] = []
    var offset = range.lowerBound
    while offset < range.upperBound, let field = try? bytes.field(at: offset, limit: range.upperBound) {
      if let key = (try? bytes.string(field.name)).flatMap(Key.init(stringValue:)) { keys.append(key) }
      offset = field.end
    }
    return keys
  }

  func contains(_ key: Key) -> Bool { (try? bytes.find(key.stringValue, in: range)) != nil }

  func decodeNil(forKey key: Key) throws -> Bool {
    try bytes.kind(at: find(key).name.upperBound, limit: range.upperBound) == .null
  }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try decode(key) { try $0.bool(at: $1, limit: $2) } }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
    try decode(key) { try $0.number(at: $1, limit: $2) }
  }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    try decode(key) { try $0.number(at: $1, limit: $2) }
  }
  func decode(_ type: String.Type, forKey key: Key) throws -> String {
    try decode(key) { try $0.text(at: $1, limit: $2) }
  }
  func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 {
    try decode(key) { try $0.integer(at: $1, limit: $2) }
  }
  func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 {
    try decode(key) { try $0.integer(at: $1, limit: $2) }
  }

  @inline(__always)
  func decode<Value: FixedWidthInteger & Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try decode(key) { try $0.integer(at: $1, limit: $2) }
  }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try decode(key) { try $0.decode(type, at: $1, limit: $2) }
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try superDecoder(forKey: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    guard let field = try bytes.find("super", in: range) else { throw DecodingError.corrupted("there is no 'super'") }
    return RecordDecoder(bytes: bytes, start: field.name.upperBound, limit: field.end)
  }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    let field = try find(key)
    return RecordDecoder(bytes: bytes, start: field.name.upperBound, limit: field.end)
  }

  @inline(__always)
  private func decode<Value>(_ key: Key, _ decode: (DecodedBytes, Int, Int) throws -> Value) throws -> Value {
    let field = try find(key)
    do {
      let value = try decode(bytes, field.name.upperBound, field.end)
      bytes.hint = (range.lowerBound, field.end)
      return value
    } catch {
      throw FieldPath.add(key, to: error)
    }
  }

  private func find(_ key: Key) throws -> DecodedBytes.Field {
    if let field = try bytes.find(key.stringValue, in: range) { return field }
    throw DecodingError.keyNotFound(
      key, .init(codingPath: [], debugDescription: "there is no field '\(key.stringValue)'"))
  }
}
