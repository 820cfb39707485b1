/// One statement of a SQL script.
struct SQLStatement: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    /// `SET 'key' = 'value'`.
    case set(key: String, value: String)
    /// `RESET 'key'`; nil: all of them.
    case reset(key: String?)
    /// What Flink's table environment runs.
    case execute
  }

  /// Where it begins, from 1.
  var line: Int
  /// Without the semicolon at its end and the comments before it.
  var text: String

  /// Flink's table environment knows no `SET` and `RESET`: clients do.
  var kind: Kind {
    let rest = text.dropFirst(text.prefix { $0.isLetter }.count)
    switch text.prefix(while: \.isLetter).uppercased() {
    case "SET":
      let sides = rest.split(separator: "=", maxSplits: 1).map { Self.unquoted($0) }
      return sides.count == 2 && !sides[0].isEmpty ? .set(key: sides[0], value: sides[1]) : .execute
    case "RESET":
      let key = Self.unquoted(rest)
      return .reset(key: key.isEmpty ? nil : key)
    default: return .execute
    }
  }

  /// How it begins, on one line, for messages.
  var summary: String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count > 60 ? words.prefix(59) + "…" : words
  }

  private static func unquoted(_ text: Substring) -> String {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard let first = words.first, let last = words.last else { return "" }
    let trimmed = text[first.startIndex..<last.endIndex]
    guard trimmed.count >= 2, trimmed.first == "'", trimmed.last == "'" else { return String(trimmed) }
    return trimmed.dropFirst().dropLast().split(separator: "''", omittingEmptySubsequences: false)
      .joined(separator: "'")
  }
}
