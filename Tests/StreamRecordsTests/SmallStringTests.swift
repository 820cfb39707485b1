import StreamRecords
import Testing

/// Holds what is known of the layout of small strings against `String`'s own functions. A new Swift version that stores
/// strings otherwise fails here.
@Suite struct SmallStringTests {
  static let texts = [
    "the quick brown fox jumps over the lazy dog 0123456789",
    "Zażółć gęślą jaźń, pchnąć w tę łódź jeża lub ośm skrzyń fig",
    "いろはにほへと ちりぬるを わかよたれそ つねならむ",
    "e\u{301}\u{0}\u{7F}\u{80}🧵a🧵",
  ]

  /// Every prefix, stored in every way: as `String` chooses, with room to spare (never small), and cut out of a longer one.
  static let forms: [(plain: String, others: [String])] = texts.flatMap { text in
    text.unicodeScalars.indices.map { end in
      let plain = String(String.UnicodeScalarView(text.unicodeScalars[..<end]))
      var roomy = ""
      roomy.reserveCapacity(200)
      roomy += plain
      let longer = "0123456789abcdef" + plain + "0123456789abcdef"
      let from = longer.utf8.index(longer.startIndex, offsetBy: 16)
      let cut = String(longer[from..<longer.utf8.index(from, offsetBy: plain.utf8.count)])
      return (plain, [roomy, String(decoding: Array(plain.utf8), as: UTF8.self), cut])
    }
  }

  @Test func layoutIsAsExpected() { #expect(SmallString.layoutHolds()) }

  @Test func wordsAreTheBytes() throws {
    for (plain, _) in Self.forms where plain.utf8.count <= SmallString.capacity {
      let words = try #require(SmallString.words(of: plain), "'\(plain)' is not stored as a small string")
      let bytes = (0..<words.count).map { index in
        UInt8(truncatingIfNeeded: (index < 8 ? words.low : words.high) >> UInt64(index % 8 * 8))
      }
      #expect(bytes == Array(plain.utf8))
    }
  }

  @Test func longStringsAreNotSmall() {
    for (plain, _) in Self.forms where plain.utf8.count > SmallString.capacity {
      #expect(SmallString.words(of: plain) == nil)
    }
  }

  @Test func hashAndIdentityDoNotDependOnStorage() {
    for (plain, others) in Self.forms {
      for other in others {
        #expect(plain.fastHash == other.fastHash, "'\(plain)'")
        #expect(plain.isSameKey(as: other))
        #expect(other.isSameKey(as: plain))
      }
    }
  }

  @Test func differentBytesAreDifferentKeys() {
    let plain = Self.forms.map(\.plain)
    for (index, one) in plain.enumerated() {
      for other in plain[..<index] where !one.utf8.elementsEqual(other.utf8) {
        #expect(!one.isSameKey(as: other))
        #expect(one.fastHash != other.fastHash)
      }
    }
    #expect("e\u{301}" == "\u{E9}")
    #expect(!"e\u{301}".isSameKey(as: "\u{E9}"))
  }

  @Test func stringsFromBytesAreOrdinaryStrings() {
    for (plain, _) in Self.forms {
      let made = Array(plain.utf8).withUnsafeBytes { String(utf8: $0) }
      #expect(made == plain)
      #expect(made.hashValue == plain.hashValue)
      #expect(Array(made.utf8) == Array(plain.utf8))
      #expect(made.count == plain.count)
      #expect(made + "…and more of it" == plain + "…and more of it")
      #expect("<" + made + ">" == "<\(plain)>")
      #expect(made.uppercased() == plain.uppercased())
    }
  }

  @Test func hashesAreTheSameInEveryProcess() {
    #expect("drey".fastHash == StableHash.mix(0x7965_7264, 4 << 56))
    #expect(7.fastHash == UInt8(7).fastHash)
    #expect((-1 as Int).fastHash == StableHash.of(.max))
    #expect(KeyValue("a", 1).fastHash == StableHash.mix("a".fastHash, 1.fastHash))
  }
}
