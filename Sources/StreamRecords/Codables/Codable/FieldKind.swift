/// What an encoded value begins with. It says how long the value is, so that fields can be read in any order.
///
///     null, no, yes                           nothing follows
///     integer1, 2, 4, 8                       the shortest that holds the integer, signed
///     unsigned8, signed16, unsigned16         for those that none of these holds
///     float, double                           the bit pattern
///     text                                    as a `String` is put
///     sequence                                u32 byte count, values
///     fields                                  u32 byte count, pairs of a name (as a `String` is put) and a value
///
/// Names cost bytes but let decoding differ from encoding in the order of fields, leave some out, or ask which there are, as
/// enumerations with associated values do.
enum FieldKind: UInt8 {
  case null = 0
  case no, yes
  case integer1, integer2, integer4, integer8, unsigned8, signed16, unsigned16
  case float, double
  case text
  case sequence, fields

  /// Bytes of a value whose kind is all that says how many there are.
  var fixedSize: Int? {
    switch self {
    case .null, .no, .yes: 0
    case .integer1: 1
    case .integer2: 2
    case .integer4, .float: 4
    case .integer8, .unsigned8, .double: 8
    case .signed16, .unsigned16: 16
    case .text, .sequence, .fields: nil
    }
  }

  /// Bytes of kind and byte count in front of a sequence's values or the fields.
  static let headerSize = 5

  /// How deep values may lie within each other, in encoding and decoding: a bound for the stack.
  static let maximumDepth = 512

  static let tooDeep = "values lie more than \(maximumDepth) deep within each other"
  static let ambiguous = "two values are encoded where one belongs"
}

extension ByteWriter {
  mutating func put(_ kind: FieldKind) { integer(kind.rawValue) }

  /// Appends an integer in as few bytes as hold it.
  @inline(__always) mutating func put<Value: FixedWidthInteger>(compact value: Value) {
    if let value = Int8(exactly: value) {
      put(.integer1, value)
    } else if let value = Int16(exactly: value) {
      put(.integer2, value)
    } else if let value = Int32(exactly: value) {
      put(.integer4, value)
    } else if let value = Int64(exactly: value) {
      put(.integer8, value)
    } else if let value = UInt64(exactly: value) {
      put(.unsigned8, value)
    } else if let value = Int128(exactly: value) {
      put(.signed16, value)
    } else {
      put(.unsigned16, UInt128(truncatingIfNeeded: value))
    }
  }

  @inline(__always) mutating func put<Value: FixedWidthInteger>(_ kind: FieldKind, _ value: Value) {
    put(kind)
    integer(value)
  }

  /// Appends one of the values that need no encoder.
  mutating func put(_ value: Bool) { put(value ? .yes : .no) }
  mutating func put(_ value: Float) { put(.float, value.bitPattern) }
  mutating func put(_ value: Double) { put(.double, value.bitPattern) }
  mutating func put(_ value: String) {
    put(.text)
    String.put(value, into: &self)
  }
}
