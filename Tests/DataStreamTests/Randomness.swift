import Glibc

/// Random numbers that a seed repeats.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var x = state
    x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
    return x ^ (x >> 31)
  }
}

/// Which random cases a test tries: `DREY_TEST_SEED=7` repeats a case, `DREY_TEST_CASES=1000` tries more of them.
enum RandomCases {
  static func seeds(_ count: Int) -> [Int] {
    if let seed = number("DREY_TEST_SEED") { return [seed] }
    let first = Int.random(in: 0..<1 << 40)
    return (0..<(number("DREY_TEST_CASES") ?? count)).map { first + $0 }
  }

  private static func number(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }
}

extension [Event] {
  /// A stream out of order, with watermarks that are behind of it or ahead.
  static func random(count: Int, keys: Int, disorder: Int, using random: inout SeededGenerator) -> [Event] {
    var now = Int.random(in: -100...100, using: &random)
    return (0..<count).map { index in
      now += Int.random(in: 0...12, using: &random) == 0 ? Int.random(in: 0...200, using: &random) : 1
      let time = now - Int.random(in: 0...disorder, using: &random)
      let tells = Int.random(in: 0...5, using: &random) == 0
      return Event(
        key: Int.random(in: 0..<keys, using: &random), time: time, value: index,
        watermark: tells ? now - Int.random(in: 0...disorder, using: &random) : nil)
    }
  }
}
