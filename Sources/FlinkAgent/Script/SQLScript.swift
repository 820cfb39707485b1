import DreyModel

/// Splits the text of a SQL script into its statements, which end with semicolons.
struct SQLScript {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var line = 1
  private var begin: (position: Int, line: Int)?
  private var words = SQLStatementWords()
  private var statements: [SQLStatement] = []

  /// Returns the statements of a text, in their order.
  /// - Throws: ``Failure`` of the domain `usage` if a statement set, a text or a comment never ends.
  static func statements(of text: String) throws(Failure) -> [SQLStatement] {
    var script = SQLScript(text)
    return try script.split()
  }

  private init(_ text: String) { scalars = Array(text.unicodeScalars) }

  private mutating func split() throws(Failure) -> [SQLStatement] {
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
      case let scalar where scalar.properties.isAlphabetic || scalar == "_": word()
      case let scalar:
        if !scalar.properties.isWhitespace { start() }
        advance()
      }
    }
    if words.isOpenSet, let begin {
      throw Failure(
        .usage, "line \(begin.line): the statement set that begins there has no END;",
        advice: "End it with END; behind its last INSERT.")
    }
    finish()
    return statements
  }

  private mutating func start() { if begin == nil { begin = (position, line) } }

  private mutating func word() {
    start()
    let first = position
    while position < scalars.count, Self.isPartOfWord(scalars[position]) { advance() }
    words.add(Self.text(scalars[first..<position]))
  }

  private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar == "_" || scalar.properties.numericType != nil
  }

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
    if words.isOpenSet {
      words.endOfPart(at: position)
    } else {
      finish()
    }
    advance()
  }

  /// `BEGIN STATEMENT SET;` is what Flink's SQL client reads; its table environment knows `EXECUTE STATEMENT SET BEGIN`.
  private mutating func finish() {
    guard let begin else { return }
    let last = scalars[begin.position..<position].lastIndex { !$0.properties.isWhitespace } ?? begin.position
    var text = Self.text(scalars[begin.position...last])
    if let head = words.endOfHead {
      text = "EXECUTE STATEMENT SET BEGIN " + Self.text(scalars[(head + 1)...last])
    }
    statements.append(SQLStatement(line: begin.line, text: text))
    self.begin = nil
    words = SQLStatementWords()
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
