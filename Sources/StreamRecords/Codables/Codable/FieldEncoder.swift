/// Encodes the fields of the value that begins at `start`.
struct FieldEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: EncodedNode
  let start: Int

  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) throws { try begin(key) { $0.put(.null) } }
  func encode(_ value: Bool, forKey key: Key) throws { try begin(key) { $0.put(value) } }
  func encode(_ value: Float, forKey key: Key) throws { try begin(key) { $0.put(value) } }
  func encode(_ value: Double, forKey key: Key) throws { try begin(key) { $0.put(value) } }
  func encode(_ value: String, forKey key: Key) throws { try begin(key) { $0.put(value) } }

  func encode(_ value: Int128, forKey key: Key) throws { try begin(key) { $0.put(compact: value) } }
  func encode(_ value: UInt128, forKey key: Key) throws { try begin(key) { $0.put(compact: value) } }

  @inline(__always)
  func encode<Value: FixedWidthInteger & Encodable>(_ value: Value, forKey key: Key) throws {
    try begin(key) { $0.put(compact: value) }
  }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    let before = node.bytes.count
    try begin(key) { _ in }
    do {
      try node.encode(value)
    } catch {
      node.bytes.truncate(to: before)
      throw FieldPath.add(key, to: error)
    }
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested>
  {
    encoder(for: key.stringValue).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder(for: key.stringValue).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { encoder(for: "super") }
  func superEncoder(forKey key: Key) -> any Encoder { encoder(for: key.stringValue) }

  private func encoder(for name: String) -> RecordEncoder {
    String.put(name, into: &node.bytes)
    return RecordEncoder(childOf: node)
  }

  @inline(__always) private func begin(_ key: Key, _ put: (inout ByteWriter) -> Void) throws {
    try node.check(start)
    String.put(key.stringValue, into: &node.bytes)
    put(&node.bytes)
  }
}
