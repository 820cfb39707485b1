extension DecodedBytes {
  /// The integer at `offset`, of whatever width it was encoded, if the type can hold it.
  @inline(__always) func integer<Value: FixedWidthInteger>(at offset: Int, limit: Int) throws -> Value {
    let kind = try kind(at: offset, limit: limit)
    let from = offset + 1
    let value: Value? =
      switch kind {
      case .integer1: Value(exactly: try load(from, limit: limit, as: Int8.self))
      case .integer2: Value(exactly: try load(from, limit: limit, as: Int16.self))
      case .integer4: Value(exactly: try load(from, limit: limit, as: Int32.self))
      case .integer8: Value(exactly: try load(from, limit: limit, as: Int64.self))
      case .unsigned8: Value(exactly: try load(from, limit: limit, as: UInt64.self))
      case .signed16: Value(exactly: try load(from, limit: limit, as: Int128.self))
      case .unsigned16: Value(exactly: try load(from, limit: limit, as: UInt128.self))
      default: throw DecodingError.mismatch(Value.self, found: kind)
      }
    guard let value else { throw DecodingError.corrupted("the integer is none that \(Value.self) can hold") }
    return value
  }

  /// The floating-point number at `offset`, which may have been encoded as another type that is no more precise.
  func number<Value: BinaryFloatingPoint>(at offset: Int, limit: Int) throws -> Value {
    let kind = try kind(at: offset, limit: limit)
    let value: Value? =
      switch kind {
      case .float: Value(Float(bitPattern: try load(offset + 1, limit: limit, as: UInt32.self)))
      case .double where Value.self == Double.self:
        Value(Double(bitPattern: try load(offset + 1, limit: limit, as: UInt64.self)))
      case .double: Value(exactly: Double(bitPattern: try load(offset + 1, limit: limit, as: UInt64.self)))
      case .integer1, .integer2, .integer4, .integer8: Value(exactly: try integer(at: offset, limit: limit) as Int64)
      default: throw DecodingError.mismatch(Value.self, found: kind)
      }
    guard let value else { throw DecodingError.corrupted("the number is none that \(Value.self) can hold") }
    return value
  }

  func bool(at offset: Int, limit: Int) throws -> Bool {
    let kind = try kind(at: offset, limit: limit)
    guard kind == .yes || kind == .no else { throw DecodingError.mismatch(Bool.self, found: kind) }
    return kind == .yes
  }

  func text(at offset: Int, limit: Int) throws -> String {
    let kind = try kind(at: offset, limit: limit)
    guard kind == .text else { throw DecodingError.mismatch(String.self, found: kind) }
    return try string(textRange(at: offset + 1, limit: limit))
  }
}
