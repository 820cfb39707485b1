import DreyModel

/// One line of the live display.
struct DisplayLine: Sendable, Equatable {
  enum Style: Sendable {
    case plain, good, bad, dim
  }

  var text: String
  var style = Style.plain

  /// Cut to a width in columns, without anything that a terminal would take for a command.
  func fitted(to width: Int) -> DisplayLine {
    var result = ""
    var used = 0
    for character in PrintableText.line(text) {
      let columns = Self.width(of: character)
      if used + columns > width {
        while used >= width, let last = result.popLast() { used -= Self.width(of: last) }
        result += width > 0 ? "…" : ""
        break
      }
      result.append(character)
      used += columns
    }
    return DisplayLine(text: result, style: style)
  }

  /// The columns it takes.
  var width: Int { text.reduce(0) { $0 + Self.width(of: $1) } }

  /// With the colour of its style.
  func painted(_ hasColours: Bool) -> String {
    guard hasColours, let code else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  private var code: Int? {
    switch style {
    case .plain: nil
    case .good: 32
    case .bad: 31
    case .dim: 2
    }
  }

  /// Ideographs, Hangul, full-width forms and emoji take two columns.
  private static func width(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
