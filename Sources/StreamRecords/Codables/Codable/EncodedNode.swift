/// The bytes of a record while it is encoded, or of a part of it that may be written to while others are.
///
/// Values are written one within the other, where they belong. Containers that `nestedContainer` and `superEncoder` hand
/// out are not: whoever has them may use them in any order, so each gets a node of its own, whose bytes are put in place
/// when the value around it is complete. Nodes own their bytes: an encoder that somebody keeps is useless, but harmless.
///
/// A record is encoded by one thread, and nothing here calls out while it changes: checks for exclusive access would find
/// nothing and cost a third of the time.
final class EncodedNode {
  @exclusivity(unchecked) var bytes: ByteWriter
  /// Where the value begins that is being encoded; those around it wait.
  @exclusivity(unchecked) private var current: Int
  @exclusivity(unchecked) private var depth: Int
  /// Nodes whose place is in front of the byte at `offset`, in the order of their places.
  @exclusivity(unchecked) private var children: [(offset: Int, node: EncodedNode)] = []
  /// Whether two values were begun where one belongs, in a call that cannot throw.
  @exclusivity(unchecked) private var isAmbiguous = false

  private init(_ bytes: consuming ByteWriter, depth: Int = 0) {
    current = bytes.count
    self.bytes = bytes
    self.depth = depth
  }

  /// Appends a record; where that throws, nothing is appended.
  static func append<Value: Encodable>(_ value: Value, to writer: inout ByteWriter) throws(UnencodableRecord) {
    let node = EncodedNode(ByteWriter(placeholder: ()))
    swap(&node.bytes, &writer)
    defer { swap(&node.bytes, &writer) }
    do {
      try node.encode(value)
    } catch {
      throw UnencodableRecord(description: "cannot encode a \(Value.self): \(FieldPath.describe(error))")
    }
  }

  /// Appends a value and all that is within it; where that throws, nothing is appended.
  func encode<Value: Encodable>(_ value: Value) throws {
    if bytes.isCanonical, let unordered = value as? any UnorderedValues { return try unordered.encodeInOrder(to: self) }
    let (start, outer, childCount) = (bytes.count, current, children.count)
    defer { (current, depth) = (outer, depth - 1) }
    (current, depth) = (start, depth + 1)
    do {
      guard depth <= FieldKind.maximumDepth else { throw EncodingError.impossible(value, FieldKind.tooDeep) }
      try value.encode(to: RecordEncoder(node: self, start: start))
      try finish(from: start, children: childCount)
    } catch {
      discard(from: start, children: childCount)
      throw error
    }
  }

  /// Begins the sequence or fields at `start`, or goes on with those that began there.
  func open(_ kind: FieldKind, at start: Int) {
    if bytes.count == start {
      bytes.put(kind, 0 as UInt32)
    } else if bytes[start] != kind.rawValue {
      isAmbiguous = true
    }
  }

  /// To be called before anything is written for the value that begins at `start`.
  func check(_ start: Int) throws {
    guard start == current else {
      throw EncodingError.impossible(start, "it goes on with a value while another is open")
    }
  }

  /// A node whose place is here.
  func child() -> EncodedNode {
    let node = EncodedNode(ByteWriter(capacity: 64), depth: depth + 1)
    node.bytes.isCanonical = bytes.isCanonical
    children.append((bytes.count, node))
    return node
  }

  private func finish(from start: Int, children count: Int) throws {
    if children.count > count { try insert(Array(children[count...])) }
    children.removeLast(children.count - count)
    if isAmbiguous { throw EncodingError.impossible(Self.self, FieldKind.ambiguous) }
    if bytes.count == start { open(.fields, at: start) }
    guard FieldKind(rawValue: bytes[start])?.fixedSize == nil, bytes[start] != FieldKind.text.rawValue else { return }
    guard let length = UInt32(exactly: bytes.count - start - FieldKind.headerSize) else {
      throw EncodingError.impossible(Self.self, "it is longer than 4 GiB")
    }
    bytes.overwrite(at: start + 1, with: length)
  }

  private func insert(_ children: [(offset: Int, node: EncodedNode)]) throws {
    let first = children[0].offset
    let tail = bytes.withBytes { Array($0[first...]) }
    bytes.truncate(to: first)
    var copied = 0
    for (offset, node) in children {
      append(tail[copied..<offset - first])
      copied = offset - first
      try node.finish(from: 0, children: 0)
      node.bytes.withBytes { bytes.bytes($0) }
    }
    append(tail[copied...])
  }

  private func append(_ run: ArraySlice<UInt8>) { run.withUnsafeBytes { bytes.bytes($0) } }

  private func discard(from start: Int, children count: Int) {
    bytes.truncate(to: start)
    children.removeLast(children.count - count)
  }
}
