extension String {
  /// Calls `body` with every field between separators, in order; empty fields are left out.
  ///
  /// ```swift
  /// "to be  or not".forEachField(separator: " ") { print($0) }  // to, be, or, not
  /// ```
  /// It is many times faster than `split`, which looks for characters rather than bytes.
  @inlinable @inline(__always)
  public func forEachField(separator: Unicode.Scalar, _ body: (String) throws -> Void) rethrows {
    guard separator.isASCII else { return try fieldsBetween(separator).forEach(body) }
    // A span rather than `withUTF8`, so that `body` is not called from a closure and can become a part of the loop.
    let bytes = utf8Span.span.bytes
    var start = 0
    while start < bytes.byteCount {
      let end = FieldScanner.end(of: start, in: bytes, separator: UInt8(truncatingIfNeeded: separator.value))
      if end > start { try body(FieldScanner.string(bytes, from: start, to: end)) }
      start = end &+ 1
    }
  }

  @usableFromInline func fieldsBetween(_ separator: Unicode.Scalar) -> [String] {
    unicodeScalars.split(separator: separator).map { String($0) }
  }
}

@usableFromInline
enum FieldScanner {
  /// Where the field that begins at `start` ends: the next separator's offset, or the number of bytes.
  @inlinable @inline(__always)
  static func end(of start: Int, in bytes: RawSpan, separator: UInt8) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let pattern = ones &* UInt64(separator)
    var offset = start
    while offset &+ 8 <= bytes.byteCount {
      // The lowest byte of `found` that is set marks the first byte equal to the separator.
      let word = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
      let differing = UInt64(littleEndian: word) ^ pattern
      let found = (differing &- ones) & ~differing & (ones &* 0x80)
      if found != 0 { return offset &+ found.trailingZeroBitCount / 8 }
      offset &+= 8
    }
    while offset < bytes.byteCount, bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self) != separator {
      offset &+= 1
    }
    return offset
  }

  /// The string of the bytes from `start` to `end`, which must be in order and in bounds.
  @inlinable @inline(__always) static func string(_ bytes: RawSpan, from start: Int, to end: Int) -> String {
    guard end &- start <= SmallString.capacity, bytes.byteCount >= 16 else { return longString(bytes, start, end) }
    // The sixteen bytes from `start` on, or else the last sixteen.
    let offset = Swift.min(start, bytes.byteCount &- 16)
    let loaded = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt128.self)
    let field = UInt128(littleEndian: loaded) &>> UInt128(truncatingIfNeeded: (start &- offset) &* 8)
    return SmallString.ascii(SmallString.Words(first: end &- start, of: field)) ?? longString(bytes, start, end)
  }

  @usableFromInline @inline(never) static func longString(_ bytes: RawSpan, _ start: Int, _ end: Int) -> String {
    bytes.extracting(start..<end).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }
}
