/// The text that is counted: lines of eight words of a vocabulary of 10,000.
struct Lines: Sendable {
  private static let wordsPerLine = 8
  private static let vocabularySize = 10_000

  /// Words of up to nine letters, each with a few bytes behind it and its length in the last: copied whole, they cost less
  /// than letter by letter.
  private struct Word {
    var letters: UInt64 = 0
    var ninth: UInt8 = 0
    var length: UInt8 = 0
  }

  private let vocabulary = (0..<vocabularySize).map(word)

  private static func word(_ number: Int) -> Word {
    let ends = (0..<number % 7).map { (number * 31 + $0 * 7) % 26 }
    let letters = ([number / 676, number / 26 % 26, number % 26] + ends).map { UInt8(0x61 + $0) }
    var word = Word(length: UInt8(letters.count))
    for (index, letter) in letters.prefix(8).enumerated() { word.letters |= UInt64(letter) &<< (8 * UInt64(index)) }
    if letters.count > 8 { word.ninth = letters[8] }
    return word
  }

  /// The line of an index: words joined by one space.
  func line(_ index: UInt64) -> String {
    var state = max(1, Mixing.mix(index ^ 0x5_DEEC_E66D))
    return String(unsafeUninitializedCapacity: Self.wordsPerLine * 10) { text in
      guard let base = text.baseAddress.map(UnsafeMutableRawPointer.init) else { return 0 }
      var length = 0
      for _ in 0..<Self.wordsPerLine {
        state ^= state &<< 13
        state ^= state &>> 7
        state ^= state &<< 17
        let word = vocabulary[Int(truncatingIfNeeded: (state &>> 33) % UInt64(Self.vocabularySize))]
        (base + length).storeBytes(of: word.letters.littleEndian, as: UInt64.self)
        (base + length).storeBytes(of: word.ninth, toByteOffset: 8, as: UInt8.self)
        length += Int(word.length)
        (base + length).storeBytes(of: 0x20, as: UInt8.self)
        length += 1
      }
      return length - 1
    }
  }
}
