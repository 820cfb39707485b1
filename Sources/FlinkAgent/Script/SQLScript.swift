/// Splits the text of a SQL script into its statements, which end with semicolons.
struct SQLScript {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var line = 1
  private var begin: (position: Int, line: Int)?
  private var statements: [SQLStatement] = []

  /// The statements of a text, in their order.
  static func statements(of text: String) -> [SQLStatement] {
    var script = SQLScript(text)
    return script.split()
  }

  private init(_ text: String) { scalars = Array(text.unicodeScalars) }

  private mutating func split() -> [SQLStatement] {
    while position < scalars.count {
      switch scalars[position] {
      case "'", "\"", "`":
        start()
        skipQuoted()
      case "-" where follows("--"): skip(to: "\n")
      case "/" where follows("/*"):
        advance()
        advance()
        skip(to: "*/")
      case ";": endOfStatement()
      case let scalar:
        if !scalar.properties.isWhitespace { start() }
        advance()
      }
    }
    finish()
    return statements
  }

  private mutating func start() { if begin == nil { begin = (position, line) } }

  private mutating func advance() {
    if scalars[position] == "\n" { line += 1 }
    position += 1
  }

  private func follows(_ text: String) -> Bool {
    scalars[position...].starts(with: text.unicodeScalars)
  }

  /// A quote within quotes is written twice, which looks like two texts side by side.
  private mutating func skipQuoted() {
    let quote = scalars[position]
    advance()
    while position < scalars.count, scalars[position] != quote { advance() }
    if position < scalars.count { advance() }
  }

  /// What a comment holds is no part of what surrounds it, and no statement begins in it.
  private mutating func skip(to end: String) {
    while position < scalars.count, !follows(end) { advance() }
    for _ in end.unicodeScalars where position < scalars.count { advance() }
  }

  /// The statements of a statement set are one, which ends with `END;`.
  private mutating func endOfStatement() {
    if let begin {
      let words = text(from: begin.position).uppercased().split { !$0.isLetter }
      let isSet = zip(words, words.dropFirst()).contains { $0 == "STATEMENT" && $1 == "SET" }
      if isSet, words.last != "END" { return advance() }
    }
    finish()
    advance()
  }

  private mutating func finish() {
    guard let begin else { return }
    let last = scalars[begin.position..<position].lastIndex { !$0.properties.isWhitespace } ?? begin.position
    statements.append(SQLStatement(line: begin.line, text: Self.text(scalars[begin.position...last])))
    self.begin = nil
  }

  private func text(from start: Int) -> String { Self.text(scalars[start..<position]) }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
