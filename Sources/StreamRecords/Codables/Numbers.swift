// `Codable` is named for these to be more specific than what any `Codable` type gets.
extension FixedWidthInteger where Self: StreamCodable & Codable {
  /// The integer's bytes, least significant first.
  @inlinable @inline(__always) public static func put(_ value: Self, into writer: inout ByteWriter) {
    writer.integer(value)
  }

  /// Reads back what ``put(_:into:)`` wrote.
  @inlinable @inline(__always) public static func get(from reader: inout ByteReader) -> Self { reader.integer() }
}

extension Int: StreamCodable {}
extension Int8: StreamCodable {}
extension Int16: StreamCodable {}
extension Int32: StreamCodable {}
extension Int64: StreamCodable {}
extension UInt: StreamCodable {}
extension UInt8: StreamCodable {}
extension UInt16: StreamCodable {}
extension UInt32: StreamCodable {}
extension UInt64: StreamCodable {}
extension Int128: StreamCodable {}
extension UInt128: StreamCodable {}

extension Double: StreamCodable {
  /// The bit pattern, so that every value and every NaN comes back as it was.
  @inlinable @inline(__always) public static func put(_ value: Double, into writer: inout ByteWriter) {
    writer.integer(value.bitPattern)
  }

  /// Reads back what ``put(_:into:)`` wrote.
  @inlinable @inline(__always) public static func get(from reader: inout ByteReader) -> Double {
    Double(bitPattern: reader.integer())
  }
}

extension Float: StreamCodable {
  /// The bit pattern, so that every value and every NaN comes back as it was.
  @inlinable @inline(__always) public static func put(_ value: Float, into writer: inout ByteWriter) {
    writer.integer(value.bitPattern)
  }

  /// Reads back what ``put(_:into:)`` wrote.
  @inlinable @inline(__always) public static func get(from reader: inout ByteReader) -> Float {
    Float(bitPattern: reader.integer())
  }
}

extension Bool: StreamCodable {
  /// One byte, 0 or 1.
  @inlinable @inline(__always) public static func put(_ value: Bool, into writer: inout ByteWriter) {
    writer.integer(value ? 1 as UInt8 : 0)
  }

  /// Reads back what ``put(_:into:)`` wrote; a byte above 1 is malformed.
  @inlinable @inline(__always) public static func get(from reader: inout ByteReader) -> Bool {
    let byte = reader.integer(UInt8.self)
    if byte > 1 { reader.fail() }
    return byte == 1
  }
}
