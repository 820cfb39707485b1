/// The words of a statement outside of quotes and comments, as far as they decide where it ends.
///
/// A statement set begins with `EXECUTE STATEMENT SET BEGIN` (or `EXPLAIN …`, `COMPILE PLAN … FOR …`), or as in Flink's SQL
/// client with `BEGIN STATEMENT SET;`, and ends with the `END` that belongs to no `CASE`.
struct SQLStatementWords {
  private enum Progress { case none, open, ended }

  private static let inline = ["STATEMENT", "SET", "BEGIN"]
  private static let block = ["BEGIN", "STATEMENT", "SET"]

  private var first: [String] = []
  private var last: [String] = []
  private var progress = Progress.none
  private var openCases = 0
  /// Where the semicolon of `BEGIN STATEMENT SET;` stands; nil if the statement has another form.
  private(set) var endOfHead: Int?

  /// Returns whether semicolons do not end the statement yet.
  var isOpenSet: Bool { progress == .open }

  mutating func add(_ word: String) {
    let word = word.uppercased()
    if first.count < Self.block.count { first.append(word) }
    last = last.suffix(Self.inline.count - 1) + [word]
    switch progress {
    case .none: if last == Self.inline || first == Self.block && last == Self.block { progress = .open }
    case .open where word == "CASE": openCases += 1
    case .open where word == "END":
      if openCases > 0 { openCases -= 1 } else { progress = .ended }
    case .open, .ended: break
    }
  }

  /// A semicolon within the set.
  mutating func endOfPart(at position: Int) {
    openCases = 0
    if endOfHead == nil, last == Self.block, first == Self.block { endOfHead = position }
  }
}
