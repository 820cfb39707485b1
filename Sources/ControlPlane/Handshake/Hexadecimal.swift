extension Sequence<UInt8> {
  /// Two lower-case digits per byte.
  var hexadecimal: String {
    var text = ""
    for byte in self {
      if byte < 16 { text += "0" }
      text += String(byte, radix: 16)
    }
    return text
  }
}

extension Array<UInt8> {
  /// - Returns: nil where the text is not pairs of hexadecimal digits.
  init?(hexadecimal text: String) {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    self = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Self.digit(digits[index]), let low = Self.digit(digits[index + 1]) else { return nil }
      append(high << 4 | low)
    }
  }

  private static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case 48...57: character - 48
    case 97...102: character - 87
    default: nil
    }
  }
}

/// Random hexadecimal texts from the system's source of randomness.
public enum RandomToken {
  /// 64 digits.
  public static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }.hexadecimal
  }
}
