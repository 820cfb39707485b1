import FoundationEssentials
import Testing

/// `docs/modes.md` says which test proves what; here, that those tests exist.
@Suite struct ModeTableTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()

  /// The promises and the tests of the document's tables.
  private static func rows() throws -> [(promise: String, tests: [String])] {
    let text = try String(contentsOfFile: "\(root)/docs/modes.md", encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|")
      guard line.hasPrefix("|"), cells.count == 2, !cells[0].hasPrefix("--"), cells[0] != " promise " else {
        return nil
      }
      let tests = cells[1].split(separator: "`").filter { $0.allSatisfy(\.isLetter) && !$0.isEmpty }
      return (String(cells[0]), tests.map(String.init))
    }
  }

  @Test func everyPromiseHasATestAndEveryTestThatIsNamedExists() throws {
    let folder = "\(Self.root)/Tests/IntegrationTests"
    let sources = try FileManager.default.subpathsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".swift") && !$0.contains(".build") }
      .map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }.joined()
    let rows = try Self.rows()
    #expect(rows.count > 25)
    for row in rows {
      #expect(!row.tests.isEmpty, "\(row.promise)")
      for test in row.tests { #expect(sources.contains("func \(test)("), "\(test)") }
    }
  }
}
