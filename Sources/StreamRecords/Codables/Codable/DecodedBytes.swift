/// The bytes of a record while it is decoded. They may come from anywhere: whatever is read is checked against their end.
///
/// Decoders that somebody keeps find no bytes any more.
final class DecodedBytes {
  @exclusivity(unchecked) private var bytes: UnsafeRawBufferPointer
  @exclusivity(unchecked) private var depth = 0
  /// Where the next field is expected of the fields that begin at `fields`, since most are read in their order.
  @exclusivity(unchecked) var hint = (fields: -1, field: 0)

  private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The next value; where that throws, the reader has failed.
  static func value<Value: Decodable>(
    _ type: Value.Type, from reader: inout ByteReader
  ) throws(MalformedRecord) -> Value {
    let decoded = DecodedBytes(reader.rest)
    defer { decoded.bytes = UnsafeRawBufferPointer(start: nil, count: 0) }
    do {
      let end = try decoded.end(of: 0, limit: decoded.bytes.count)
      let value = try decoded.decode(type, at: 0, limit: end)
      _ = reader.bytes(end)
      return value
    } catch {
      reader.fail()
      throw MalformedRecord("these bytes are no \(Value.self): \(FieldPath.describe(error))")
    }
  }

  /// The value from `start` on, by the type's own `init(from:)`.
  func decode<Value: Decodable>(_ type: Value.Type, at start: Int, limit: Int) throws -> Value {
    depth += 1
    defer { depth -= 1 }
    guard depth <= FieldKind.maximumDepth else { throw DecodingError.corrupted(FieldKind.tooDeep) }
    return try Value(from: RecordDecoder(bytes: self, start: start, limit: limit))
  }

  /// A number or another value of fixed size; `limit` is where the value around it ends.
  @inline(__always) func load<Value: FixedWidthInteger>(_ offset: Int, limit: Int, as type: Value.Type) throws -> Value
  {
    guard offset + MemoryLayout<Value>.size <= min(limit, bytes.count) else { throw Self.cutOff }
    return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  @inline(__always) func kind(at offset: Int, limit: Int) throws -> FieldKind {
    guard let kind = FieldKind(rawValue: try load(offset, limit: limit, as: UInt8.self)) else {
      throw DecodingError.corrupted("there is no such kind of value")
    }
    return kind
  }

  /// Where the value at `offset` ends.
  func end(of offset: Int, limit: Int) throws -> Int {
    let kind = try kind(at: offset, limit: limit)
    let end: Int
    switch kind {
    case .text: end = try textRange(at: offset + 1, limit: limit).upperBound
    case .sequence, .fields:
      end = offset + FieldKind.headerSize + Int(try load(offset + 1, limit: limit, as: UInt32.self))
    default: end = offset + 1 + (kind.fixedSize ?? 0)
    }
    guard end <= min(limit, bytes.count) else { throw Self.cutOff }
    return end
  }

  /// Where the UTF-8 bytes are of the string that was put at `offset`.
  func textRange(at offset: Int, limit: Int) throws -> Range<Int> {
    var (start, count) = (offset + 1, Int(try load(offset, limit: limit, as: UInt8.self)))
    if count == 255 {
      count = Int(try load(start, limit: limit, as: UInt32.self))
      start += 4
    }
    guard start + count <= min(limit, bytes.count) else { throw Self.cutOff }
    return start..<start + count
  }

  /// The string whose bytes are there.
  func string(_ range: Range<Int>) throws -> String {
    guard range.upperBound <= bytes.count else { throw Self.cutOff }
    return String(utf8: UnsafeRawBufferPointer(rebasing: bytes[range]))
  }

  /// Whether the bytes there are those of `name`.
  @inline(__always) func holds(_ name: String, at range: Range<Int>) throws -> Bool {
    guard range.upperBound <= bytes.count else { throw Self.cutOff }
    let found = UnsafeRawBufferPointer(rebasing: bytes[range])
    guard let small = SmallString.words(of: name) else { return found.elementsEqual(name.utf8) }
    guard small.count == found.count, let start = found.baseAddress else { return small.count == found.count }
    let words = SmallString.Words(at: start, count: found.count, readable: bytes.count - range.lowerBound)
    return words.low == small.low && words.high == small.high
  }

  private static var cutOff: DecodingError { .corrupted("a value is cut off") }
}
