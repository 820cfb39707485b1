extension String: StreamCodable {
  /// One byte that holds the length in UTF-8 bytes, or 255 and the length as four bytes; then the bytes.
  @inlinable public static func put(_ value: String, into writer: inout ByteWriter) {
    if let small = SmallString.words(of: value) {
      writer.integer(UInt8(truncatingIfNeeded: small.count))
      writer.words(small.low, small.high, bytes: small.count)
    } else {
      putLong(value, into: &writer)
    }
  }

  @usableFromInline @inline(never) static func putLong(_ value: String, into writer: inout ByteWriter) {
    var text = value
    text.withUTF8 { utf8 in
      if utf8.count < 255 {
        writer.integer(UInt8(utf8.count))
      } else {
        writer.integer(255 as UInt8)
        writer.integer(UInt32(truncatingIfNeeded: utf8.count))
      }
      writer.bytes(UnsafeRawBufferPointer(utf8))
    }
  }

  /// Reads back what ``put(_:into:)`` wrote; bytes that are not UTF-8 are read as U+FFFD.
  @inlinable public static func get(from reader: inout ByteReader) -> String {
    var count = Int(reader.integer(UInt8.self))
    if count == 255 { count = Int(reader.integer(UInt32.self)) }
    let bytes = reader.bytes(count)
    return String(utf8: bytes, readable: bytes.count + reader.remaining)
  }
}
