/// Encodes one value, which begins at `start`.
struct RecordEncoder: Encoder {
  let node: EncodedNode
  let start: Int

  /// Always empty, since nobody may need it: an error is told its path where it passes.
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    node.open(.fields, at: start)
    return KeyedEncodingContainer(FieldEncoder(node: node, start: start))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    node.open(.sequence, at: start)
    return SequenceEncoder(node: node, start: start)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  /// An encoder for the value whose place in a container is here.
  init(childOf node: EncodedNode) { self.init(node: node.child(), start: 0) }

  init(node: EncodedNode, start: Int) {
    self.node = node
    self.start = start
  }
}

// The generic functions are the protocol's for all integers but the longest two, for which it has its own, which throw.
extension RecordEncoder: SingleValueEncodingContainer {
  func encodeNil() throws { try begin { $0.put(.null) } }
  func encode(_ value: Bool) throws { try begin { $0.put(value) } }
  func encode(_ value: Float) throws { try begin { $0.put(value) } }
  func encode(_ value: Double) throws { try begin { $0.put(value) } }
  func encode(_ value: String) throws { try begin { $0.put(value) } }
  func encode(_ value: Int128) throws { try begin { $0.put(compact: value) } }
  func encode(_ value: UInt128) throws { try begin { $0.put(compact: value) } }

  @inline(__always)
  func encode<Value: FixedWidthInteger & Encodable>(_ value: Value) throws { try begin { $0.put(compact: value) } }

  func encode<Value: Encodable>(_ value: Value) throws {
    try begin { _ in }
    try node.encode(value)
  }

  @inline(__always) private func begin(_ put: (inout ByteWriter) -> Void) throws {
    try node.check(start)
    guard node.bytes.count == start else { throw EncodingError.impossible(Self.self, FieldKind.ambiguous) }
    put(&node.bytes)
  }
}
