import DreyModel
import Testing

@testable import FlinkAgent

@Suite struct SQLScriptTests {
  private func texts(_ script: String) throws -> [String] { try SQLScript.statements(of: script).map(\.text) }

  @Test func semicolonsEndStatementsButNotWithinTextsAndComments() throws {
    #expect(try texts("a; b ;\n c") == ["a", "b", "c"])
    #expect(try texts("a 'x;y''z;' \"b;\" `c;` -- no; end\n d; e") == ["a 'x;y''z;' \"b;\" `c;` -- no; end\n d", "e"])
    #expect(try texts("/* a; */ b /*+ c; */ d;/*/ e; */ f") == ["b /*+ c; */ d", "f"])
    #expect(try texts(" ;; -- nothing\n/* nothing") == [])
    #expect(try texts("a 'never ends;") == ["a 'never ends;"])
  }

  @Test func aSetOfStatementsIsOne() throws {
    let set = "EXECUTE STATEMENT SET BEGIN\n INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; END"
    #expect(try texts("x; \(set); y") == ["x", set, "y"])
  }

  @Test func aCaseWithinASetDoesNotEndIt() throws {
    let set = """
      execute statement set begin
      INSERT INTO a SELECT CASE WHEN b = 'END' THEN CASE c WHEN 1 THEN 2 END ELSE 3 END FROM d; -- END;
      INSERT INTO b SELECT "end" FROM `END`;
      end
      """
    #expect(try texts("\(set);x") == [set, "x"])
  }

  @Test func aSetAsFlinksClientReadsItIsOne() throws {
    let script = "BEGIN STATEMENT SET;\nINSERT INTO a SELECT 1;\nINSERT INTO b SELECT 2;\nEND;\nSELECT 1"
    #expect(
      try texts(script) == [
        "EXECUTE STATEMENT SET BEGIN \nINSERT INTO a SELECT 1;\nINSERT INTO b SELECT 2;\nEND", "SELECT 1",
      ])
    #expect(
      try texts("begin /* x; */ statement\nset -- ;\n;INSERT INTO a SELECT CASE 1 WHEN 1 THEN 2 END;END")
        == ["EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT CASE 1 WHEN 1 THEN 2 END;END"])
  }

  @Test func theWordsInATextOrCommentBeginNoSet() throws {
    #expect(
      try texts("CREATE TABLE c (id INT COMMENT 'filled by the statement set begin below') WITH ('a' = 'b'); x")
        == ["CREATE TABLE c (id INT COMMENT 'filled by the statement set begin below') WITH ('a' = 'b')", "x"])
    #expect(try texts("a -- no statement set begin here\n b; c") == ["a -- no statement set begin here\n b", "c"])
    #expect(try texts("SELECT statement, set_begin FROM a; b") == ["SELECT statement, set_begin FROM a", "b"])
  }

  @Test func aSetThatNeverEndsIsRefusedByItsLine() {
    let failure = #expect(throws: Failure.self) {
      try SQLScript.statements(of: "a;\nBEGIN STATEMENT SET;\nINSERT INTO a SELECT 1;")
    }
    #expect(failure?.message.contains("line 2") == true)
  }

  @Test func aByteOrderMarkIsNoPartOfTheScript() throws {
    let text = try SQLProgram.text([0xEF, 0xBB, 0xBF] + Array("SET 'a' = 'b'".utf8), of: "a.sql")
    #expect(SQLStatement(line: 1, text: text).kind == .set(key: "a", value: "b"))
    for bytes: [UInt8] in [[0xFF, 0xFE, 0x41, 0], [0xFE, 0xFF, 0, 0x41], [0x41, 0xE9]] {
      #expect(throws: Failure.self) { try SQLProgram.text(bytes, of: "a.sql") }
    }
  }

  @Test func theLineIsThatOfTheFirstWord() throws {
    let script = "-- one\n\na;\n /* two\n three */ b\n 'c\n';d"
    #expect(try SQLScript.statements(of: script).map(\.line) == [3, 5, 7])
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

  @Test func statementsAreEncodedOneAfterTheOther() throws {
    let statements = try SQLScript.statements(of: "SET 'a' = 'b'; RESET; SELECT 1;")
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
