/// Decodes a sequence's values one after the other.
struct SequenceDecoder: UnkeyedDecodingContainer {
  let bytes: DecodedBytes
  private var position: Int
  private let end: Int
  private(set) var currentIndex = 0

  init(bytes: DecodedBytes, range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  var codingPath: [any CodingKey] { [] }
  var isAtEnd: Bool { position >= end }

  /// Counted when asked for: no number that came with the bytes could be trusted to reserve memory by.
  var count: Int? {
    var (count, offset) = (currentIndex, position)
    while offset < end, let next = try? bytes.end(of: offset, limit: end) { (count, offset) = (count + 1, next) }
    return count
  }

  mutating func decodeNil() throws -> Bool {
    guard try bytes.kind(at: position, limit: end) == .null else { return false }
    try advance()
    return true
  }

  mutating func decode(_ type: Bool.Type) throws -> Bool { try next { try $0.bool(at: $1, limit: $2) } }
  mutating func decode(_ type: Float.Type) throws -> Float { try next { try $0.number(at: $1, limit: $2) } }
  mutating func decode(_ type: Double.Type) throws -> Double { try next { try $0.number(at: $1, limit: $2) } }
  mutating func decode(_ type: String.Type) throws -> String { try next { try $0.text(at: $1, limit: $2) } }

  mutating func decode(_ type: Int128.Type) throws -> Int128 { try next { try $0.integer(at: $1, limit: $2) } }
  mutating func decode(_ type: UInt128.Type) throws -> UInt128 { try next { try $0.integer(at: $1, limit: $2) } }

  @inline(__always)
  mutating func decode<Value: FixedWidthInteger & Decodable>(_ type: Value.Type) throws -> Value {
    try next { try $0.integer(at: $1, limit: $2) }
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try next { try $0.decode(type, at: $1, limit: $2) }
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    try nextDecoder { try $0.container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try nextDecoder { try $0.unkeyedContainer() }
  }

  mutating func superDecoder() throws -> any Decoder { try nextDecoder { $0 } }

  private mutating func nextDecoder<Result>(_ body: (RecordDecoder) throws -> Result) throws -> Result {
    try next { try body(RecordDecoder(bytes: $0, start: $1, limit: $2)) }
  }

  @inline(__always)
  private mutating func next<Value>(_ decode: (DecodedBytes, Int, Int) throws -> Value) throws -> Value {
    guard position < end else {
      throw DecodingError.valueNotFound(
        Value.self, .init(codingPath: [], debugDescription: "the sequence has no more values"))
    }
    do {
      let next = try bytes.end(of: position, limit: end)
      let value = try decode(bytes, position, next)
      (position, currentIndex) = (next, currentIndex + 1)
      return value
    } catch {
      throw FieldPath.add(IndexKey(currentIndex), to: error)
    }
  }

  private mutating func advance() throws {
    position = try bytes.end(of: position, limit: end)
    currentIndex += 1
  }
}
