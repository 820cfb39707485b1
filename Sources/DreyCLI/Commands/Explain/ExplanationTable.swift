import DreyDeploy

/// What `drey explain` shows.
struct ExplanationTable: Renderable {
  var rows: [ExplanationRow]

  func encode(to encoder: any Encoder) throws { try rows.encode(to: encoder) }

  var text: String {
    let head = ["SPEC", "SAME?", "ON DREY", "ON FLINK"]
    return TextTable(rows: [head] + rows.map { [$0.subject, $0.verdict.rawValue, $0.onDrey, $0.onFlink] }).text
  }
}
