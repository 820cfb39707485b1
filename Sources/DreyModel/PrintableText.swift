/// Shows text that comes from elsewhere, such as a job's name, to people without letting it do anything to their terminal.
///
/// Characters that a terminal obeys, and those that turn the direction of writing, appear as JSON's escapes: `\u001b`.
public enum PrintableText {
  /// Returns the text in one line: new lines and tabs appear as `\n` and `\t`.
  public static func line(_ text: String) -> String { escaping(text) { isObeyed($0) } }

  /// Returns the text with its new lines and tabs. JSON stays JSON and means the same.
  public static func lines(_ text: String) -> String {
    escaping(text) { isObeyed($0) && $0 != "\n" && $0 != "\t" }
  }

  private static func escaping(_ text: String, _ isEscaped: (Unicode.Scalar) -> Bool) -> String {
    guard text.unicodeScalars.contains(where: isEscaped) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isEscaped(scalar) { result.append(contentsOf: escape(scalar).unicodeScalars) } else { result.append(scalar) }
    }
    return String(result)
  }

  private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F: true
    // Line and paragraph separators, and what reorders the characters that follow.
    case 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: true
    default: false
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\t": return "\\t"
    case "\r": return "\\r"
    default:
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}
