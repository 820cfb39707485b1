/// The arithmetic that all inputs are made with; it wraps, as in every language that has 64-bit words.
enum Mixing {
  /// The finaliser of splitmix64: as good as random, and the same everywhere.
  static func mix(_ index: UInt64) -> UInt64 {
    var word = index &+ 0x9E37_79B9_7F4A_7C15
    word = (word ^ (word &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word &>> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word &>> 31)
  }

  /// The checksum of a key and the time that its row is about, or of two keys.
  static func pair(_ key: UInt64, _ other: UInt64) -> UInt64 { mix(key &* 1_000_003 &+ other) }

  /// FNV-1a over the bytes of a word.
  static func fnv(_ word: String) -> UInt64 {
    word.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
