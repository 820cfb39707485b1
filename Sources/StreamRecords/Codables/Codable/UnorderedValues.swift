/// Collections whose order is their process's, where it must not show: in the hash of a key.
protocol UnorderedValues {
  /// Encodes the elements in the order of their bytes.
  func encodeInOrder(to node: EncodedNode) throws
}

extension EncodedNode {
  fileprivate func encodeInOrder<Values: Sequence>(_ values: Values, _ encode: (Values.Element) throws -> Void) throws {
    let start = bytes.count
    var ends: [Int] = []
    open(.sequence, at: start)
    for value in values {
      try encode(value)
      ends.append(bytes.count)
    }
    CanonicalOrder.sort(&bytes, from: start + FieldKind.headerSize, ends: ends)
    bytes.overwrite(at: start + 1, with: UInt32(truncatingIfNeeded: bytes.count - start - FieldKind.headerSize))
  }
}

extension Set: UnorderedValues where Element: Encodable {
  func encodeInOrder(to node: EncodedNode) throws { try node.encodeInOrder(self) { try node.encode($0) } }
}

extension Dictionary: UnorderedValues where Key: Encodable, Value: Encodable {
  func encodeInOrder(to node: EncodedNode) throws {
    try node.encodeInOrder(self) { key, value in
      try node.encode(key)
      try node.encode(value)
    }
  }
}
