import DreyDeploy
import DreyModel

/// What `drey network verify` shows.
struct NetworkReports: Renderable {
  var reports: [NetworkReport]

  /// A list, as there may be several clusters of one name.
  func encode(to encoder: any Encoder) throws { try reports.encode(to: encoder) }

  var text: String { reports.map(describe).joined(separator: "\n\n") }

  private func describe(_ report: NetworkReport) -> String {
    let head = ["FROM", "TO", "WHAT", "EXPECTED", "FOUND", ""]
    return TextTable(rows: [head] + report.findings.map(cells)).text
  }

  private func cells(_ finding: NetworkFinding) -> [String] {
    let check = finding.check
    return [
      check.from ?? "this machine", "\(check.to)", check.what, check.expected == .any ? "-" : check.expected.rawValue,
      finding.found.rawValue, finding.isAsExpected ? "" : "DIFFERS",
    ]
  }
}
