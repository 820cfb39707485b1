import DreyModel

/// Rows of text in columns that are as wide as they must be, and never wider than ``columnLimit``.
struct TextTable {
  /// Characters that a cell may have; more are cut off. The last of a row may have any number, as nothing is padded for it.
  static let columnLimit = 160

  var rows: [[String]]

  /// One line per row, columns two spaces apart, nothing behind the last.
  var text: String {
    let rows = rows.map(Self.shown)
    let widths = rows.reduce(into: [Int]()) { widths, row in
      for (index, cell) in row.enumerated() {
        if index == widths.count { widths.append(0) }
        widths[index] = max(widths[index], cell.count)
      }
    }
    return rows.map { row in
      let line = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  private static func shown(_ row: [String]) -> [String] {
    row.enumerated().map { index, cell in
      let cell = PrintableText.line(cell)
      guard index < row.count - 1, cell.count > columnLimit else { return cell }
      return cell.prefix(columnLimit - 1) + "…"
    }
  }
}
