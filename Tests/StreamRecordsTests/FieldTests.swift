import StreamRecords
import Testing

@Suite struct FieldTests {
  private func fields(_ text: String, _ separator: Unicode.Scalar) -> [String] {
    var found: [String] = []
    text.forEachField(separator: separator) { found.append($0) }
    return found
  }

  /// What `split` of the standard library finds, scalar by scalar.
  private func expected(_ text: String, _ separator: Unicode.Scalar) -> [String] {
    text.unicodeScalars.split(separator: separator).map { String($0) }
  }

  @Test(arguments: ["", " ", "a", " a", "a ", "  a  b ", "to be  or not", "żółw łódź 日本語のとても長い単語です x"])
  func agreesWithSplit(text: String) { #expect(fields(text, " ") == expected(text, " ")) }

  @Test func agreesWithSplitOnRandomTexts() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(state: seed)
    let alphabet: [Character] = ["a", "b", "7", " ", " ", ",", "ż", "語", "\u{80}", "\u{A0}", "🧵"]
    for _ in 0..<2000 {
      let text = String(
        (0..<Int.random(in: 0...60, using: &random)).compactMap { _ in alphabet.randomElement(using: &random) })
      for separator: Unicode.Scalar in [" ", ",", "語"] {
        #expect(fields(text, separator) == expected(text, separator), "seed \(seed)")
      }
    }
  }

  @Test func passesErrorsOn() {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try "a b".forEachField(separator: " ") { _ in throw Stop() } }
  }
}

/// A seeded generator, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
