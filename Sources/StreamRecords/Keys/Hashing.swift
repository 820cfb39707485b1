/// The hash that partitions keys: fast, and the same in every process (unlike Swift's own, which is seeded per process).
public enum StableHash {
  /// Mixes two words into one by a 64 by 64 to 128 bit multiplication.
  @inlinable @inline(__always) public static func mix(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let product = (first ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: second ^ 0xD1B5_4A32_D192_ED03)
    return product.high ^ product.low
  }

  /// The hash of an integer.
  @inlinable @inline(__always) public static func of(_ value: UInt64) -> UInt64 { mix(value, 0x8A5C_D789_635D_2DFF) }

  /// The hash of a run of bytes.
  public static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15
    var offset = 0
    while offset &+ 8 <= bytes.count {
      hash = mix(hash, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset &+= 8
    }
    return offset == bytes.count ? hash : mix(hash, SmallString.word(of: bytes, from: offset))
  }
}
