extension String {
  /// Calls `body` with every field between separators, in order; empty fields are left out.
  ///
  /// ```swift
  /// "to be  or not".forEachField(separator: " ") { print($0) }  // to, be, or, not
  /// ```
  /// It is many times faster than `split`, which looks for characters rather than bytes.
  @inlinable public func forEachField(separator: Unicode.Scalar, _ body: (String) throws -> Void) rethrows {
    guard separator.isASCII else {
      for field in unicodeScalars.split(separator: separator) { try body(String(field)) }
      return
    }
    var text = self
    try text.withUTF8 { utf8 in
      let bytes = UnsafeRawBufferPointer(utf8)
      guard let base = bytes.baseAddress else { return }
      var start = 0
      while start < bytes.count {
        let end = FieldScanner.end(of: start, in: bytes, separator: UInt8(truncatingIfNeeded: separator.value))
        if end > start {
          let readable = bytes.count - start
          try body(FieldScanner.string(base + start, count: end - start, readable: readable, before: start))
        }
        start = end + 1
      }
    }
  }
}

@usableFromInline
enum FieldScanner {
  /// Where the field that begins at `start` ends: the next separator's offset, or the number of bytes.
  @inlinable @inline(__always)
  static func end(of start: Int, in bytes: UnsafeRawBufferPointer, separator: UInt8) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let pattern = ones &* UInt64(separator)
    var offset = start
    while offset &+ 8 <= bytes.count {
      // The lowest byte of `found` that is set marks the first byte equal to the separator.
      let differing = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ pattern
      let found = (differing &- ones) & ~differing & (ones &* 0x80)
      if found != 0 { return offset &+ found.trailingZeroBitCount / 8 }
      offset &+= 8
    }
    while offset < bytes.count, bytes[offset] != separator { offset &+= 1 }
    return offset
  }

  /// The string of the `count` bytes at `start`, around which `readable` bytes from there on and `before` may be touched.
  @inlinable @inline(__always)
  static func string(_ start: UnsafeRawPointer, count: Int, readable: Int, before: Int) -> String {
    if count <= SmallString.capacity,
      let small = SmallString.ascii(SmallString.Words(at: start, count: count, readable: readable, before: before))
    {
      return small
    }
    return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  }
}
