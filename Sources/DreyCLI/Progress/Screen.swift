/// What a live display has drawn, and how it is drawn anew: only the text that does it. The cursor is always at the
/// beginning of the line below.
struct Screen: Sendable {
  private var drawn: [DisplayLine] = []
  let hasColours: Bool

  init(hasColours: Bool) { self.hasColours = hasColours }

  /// Back to where the display begins, all below cleared. Where the window became narrower, lines take several rows.
  mutating func erase(columns: Int) -> String {
    guard !drawn.isEmpty else { return "" }
    let rows = drawn.reduce(0) { $0 + max(1, ($1.width + columns - 1) / max(1, columns)) }
    drawn = []
    return "\u{1B}[\(rows)A\r\u{1B}[J"
  }

  /// Replaces what was drawn.
  mutating func draw(_ lines: [DisplayLine], columns: Int) -> String {
    let text = erase(columns: columns)
    // The last column stays empty: terminals differ in when they wrap.
    drawn = lines.map { $0.fitted(to: columns - 1) }
    return text + drawn.map { $0.painted(hasColours) + "\n" }.joined()
  }
}
