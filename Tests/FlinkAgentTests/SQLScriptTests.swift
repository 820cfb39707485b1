import DreyModel
import Testing

@testable import FlinkAgent

@Suite struct SQLScriptTests {
  private func texts(_ script: String) -> [String] { SQLScript.statements(of: script).map(\.text) }

  @Test func semicolonsEndStatementsButNotWithinTextsAndComments() {
    #expect(texts("a; b ;\n c") == ["a", "b", "c"])
    #expect(texts("a 'x;y''z;' \"b;\" `c;` -- no; end\n d; e") == ["a 'x;y''z;' \"b;\" `c;` -- no; end\n d", "e"])
    #expect(texts("/* a; */ b /*+ c; */ d;/*/ e; */ f") == ["b /*+ c; */ d", "f"])
    #expect(texts(" ;; -- nothing\n/* nothing") == [])
    #expect(texts("a 'never ends;") == ["a 'never ends;"])
  }

  @Test func aSetOfStatementsIsOne() {
    let set = "EXECUTE STATEMENT SET BEGIN\n INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; END"
    #expect(texts("x; \(set); y") == ["x", set, "y"])
  }

  @Test func theLineIsThatOfTheFirstWord() {
    let script = "-- one\n\na;\n /* two\n three */ b\n 'c\n';d"
    #expect(SQLScript.statements(of: script).map(\.line) == [3, 5, 7])
  }

  @Test func whatIsSetIsToldFromWhatIsRun() {
    func kind(_ text: String) -> SQLStatement.Kind { SQLStatement(line: 1, text: text).kind }
    #expect(kind("SET 'a.b' = 'c = ''d'''") == .set(key: "a.b", value: "c = 'd'"))
    #expect(kind("set a.b=c d") == .set(key: "a.b", value: "c d"))
    #expect(kind("SET 'a' = ''") == .set(key: "a", value: ""))
    #expect(kind("RESET") == .reset(key: nil))
    #expect(kind("reset 'a.b'") == .reset(key: "a.b"))
    #expect(kind("SET") == .execute)
    #expect(kind("SELECT 1") == .execute)
  }

  @Test func statementsAreEncodedOneAfterTheOther() {
    let statements = SQLScript.statements(of: "SET 'a' = 'b'; RESET; SELECT 1;")
    #expect(
      StatementProgram.encoded(statements)
        == "\u{1E}set\u{1F}0\u{1F}a\u{1F}b\u{1E}reset\u{1F}1\u{1F}\u{1E}execute\u{1F}2\u{1F}SELECT 1")
  }

  @Test func jobsAreKnownBeforeTheyAreSubmitted() throws {
    let id = String(repeating: "0a", count: 16)
    func job(
      _ message: String, by logger: String = "org.apache.flink.client.program.rest.RestClusterClient"
    ) -> SubmittedJob? {
      LogLine(parsing: "\u{1E}INFO\u{1F}\(logger)\u{1F}\(message)\u{1F}").flatMap { SubmittedJob($0) }
    }
    #expect(
      job("Submitting job 'it's (x)' (\(id)).") == SubmittedJob(name: "it's (x)", id: try #require(JobID(hex: id))))
    #expect(job("Submitting job 'a' (b).") == nil)
    #expect(job("Submitting job 'a' (\(id)).", by: "some.Job") == nil)
  }
}
