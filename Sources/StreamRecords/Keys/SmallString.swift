/// What is known of how Swift stores strings of up to 15 UTF-8 bytes: in the string's own 16 bytes, without an allocation.
///
/// Words make up most keys, and hashing, comparing, encoding and building them from these two words is several times
/// faster than through `String`'s own functions. The layout is not promised on Linux, so it is relied upon only where it
/// is known, `StreamRecordsTests` hold it against `String`'s own functions, and ``layoutHolds()`` checks it at run time.
public enum SmallString {
  /// The longest small string, in UTF-8 bytes.
  @inlinable public static var capacity: Int { 15 }

  /// The bytes of a small string, least significant first and zero behind the last, and their number.
  @frozen public struct Words {
    public let low: UInt64
    /// The eighth to fifteenth byte; the topmost byte is zero.
    public let high: UInt64
    public let count: Int

    @inlinable @inline(__always) init(low: UInt64, high: UInt64, count: Int) {
      self.low = low
      self.high = high
      self.count = count
    }

    /// - Parameter bytes: at most ``SmallString/capacity``.
    @usableFromInline init(_ bytes: UnsafeRawBufferPointer) {
      let high = bytes.count > 8 ? SmallString.word(of: bytes, from: 8) : 0
      self.init(low: SmallString.word(of: bytes, from: 0), high: high, count: bytes.count)
    }

    @inlinable @inline(__always) var hash: UInt64 {
      StableHash.mix(low, high | UInt64(truncatingIfNeeded: count) &<< 56)
    }
  }

  /// The bytes of a string that is stored in its own 16 bytes; nil for any other.
  @inlinable @inline(__always) public static func words(of text: String) -> Words? {
    #if os(Linux) && (arch(x86_64) || arch(arm64))
      let (low, high) = unsafeBitCast(text, to: (UInt64, UInt64).self)
      guard high & 0x2000_0000_0000_0000 != 0 else { return nil }
      let count = Int(truncatingIfNeeded: (high &>> 56) & 15)
      return Words(low: low, high: high & 0x00FF_FFFF_FFFF_FFFF, count: count)
    #else
      return nil
    #endif
  }

  /// The string of up to 15 ASCII bytes; nil where a byte is not ASCII.
  @inlinable @inline(__always) static func ascii(_ words: Words) -> String? {
    #if os(Linux) && (arch(x86_64) || arch(arm64))
      guard (words.low | words.high) & 0x8080_8080_8080_8080 == 0 else { return nil }
      let tag = (0xE0 | UInt64(truncatingIfNeeded: words.count)) &<< 56
      var string = (words.low, words.high | tag)
      // Taken out of memory rather than cast, which would count a reference for nothing.
      return withUnsafeMutablePointer(to: &string) {
        UnsafeMutableRawPointer($0).assumingMemoryBound(to: String.self).move()
      }
    #else
      return nil
    #endif
  }

  /// Up to eight bytes from `offset` on, least significant first, zero behind the last.
  @usableFromInline static func word(of bytes: UnsafeRawBufferPointer, from offset: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in offset..<min(offset + 8, bytes.count) {
      word |= UInt64(bytes[index]) &<< UInt64(truncatingIfNeeded: (index - offset) * 8)
    }
    return word
  }

  /// Whether this process's `String` has the layout that the fast paths count on.
  public static func layoutHolds() -> Bool {
    let longest = "drey-stream-key"
    return (0...capacity).allSatisfy { count in
      let expected = String(longest.prefix(count))
      let bytes = Array(expected.utf8)
      return bytes.withUnsafeBytes { raw in
        let made = Words(raw)
        let string = ascii(made) ?? expected
        let read = words(of: expected) ?? made
        return string == expected && string.hashValue == expected.hashValue
          && string.utf8.elementsEqual(expected.utf8)
          && (read.low, read.high, read.count) == (made.low, made.high, made.count)
      }
    }
  }
}
