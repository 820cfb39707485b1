/// Encodes, one after the other, the values of the sequence that begins at `start`.
struct SequenceEncoder: UnkeyedEncodingContainer {
  let node: EncodedNode
  let start: Int
  private(set) var count = 0

  init(node: EncodedNode, start: Int) {
    self.node = node
    self.start = start
  }

  var codingPath: [any CodingKey] { [] }

  mutating func encodeNil() throws { try begin { $0.put(.null) } }
  mutating func encode(_ value: Bool) throws { try begin { $0.put(value) } }
  mutating func encode(_ value: Float) throws { try begin { $0.put(value) } }
  mutating func encode(_ value: Double) throws { try begin { $0.put(value) } }
  mutating func encode(_ value: String) throws { try begin { $0.put(value) } }

  mutating func encode(_ value: Int128) throws { try begin { $0.put(compact: value) } }
  mutating func encode(_ value: UInt128) throws { try begin { $0.put(compact: value) } }

  @inline(__always)
  mutating func encode<Value: FixedWidthInteger & Encodable>(_ value: Value) throws {
    try begin { $0.put(compact: value) }
  }

  mutating func encode<Value: Encodable>(_ value: Value) throws {
    try node.check(start)
    do {
      try node.encode(value)
    } catch {
      throw FieldPath.add(IndexKey(count), to: error)
    }
    count += 1
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    child().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { child().unkeyedContainer() }
  mutating func superEncoder() -> any Encoder { child() }

  private mutating func child() -> RecordEncoder {
    count += 1
    return RecordEncoder(childOf: node)
  }

  @inline(__always) private mutating func begin(_ put: (inout ByteWriter) -> Void) throws {
    try node.check(start)
    put(&node.bytes)
    count += 1
  }
}
