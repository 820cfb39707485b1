import DreyModel
import StreamRecords
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(1))) struct CSVTests {
  private func reading<Record: StreamCodable>(
    _ path: String, header: Bool = true, separator: Unicode.Scalar = ",", multiline: Bool = false,
    chunk: Int = 256 << 10, _ policy: MalformedPolicy = .fail,
    _ record: @escaping @Sendable (borrowing CSVRow) throws -> Record
  ) -> Reading<FileSource<CSVFormat<Record>>> {
    let format = CSVFormat(header: header, separator: separator, multiline: multiline, record)
    var source = FileSource(path, format, malformed: policy)
    source.chunkSize = chunk
    return Reading(source: source)
  }

  private func fields(_ row: borrowing CSVRow) throws -> [String] {
    try (0..<row.count).map { try row.text(.index($0)) }
  }

  /// All fields of a text that is read without a header.
  private func fields(of text: String, separator: Unicode.Scalar = ",", multiline: Bool = false) throws -> [[String]] {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array(text.utf8), to: "x.csv")
    let reading = reading(path, header: false, separator: separator, multiline: multiline) { try fields($0) }
    return try reading.all(parallelism: 1)[0]
  }

  @Test func fieldsAsRFC4180HasThem() throws {
    #expect(try fields(of: "a,b\r\n,\nżółw") == [["a", "b"], ["", ""], ["żółw"]])
    #expect(try fields(of: #""a,b","say ""hi""","","""",x"#) == [["a,b", #"say "hi""#, "", "\"", "x"]])
    #expect(try fields(of: "\u{FEFF}a;b,c\n\n d ;\n", separator: ";") == [["a", "b,c"], [" d ", ""]])
    #expect(try fields(of: "\"a\nb\r\nc\",d\n\"\"\"\n\"\n", multiline: true) == [["a\nb\r\nc", "d"], ["\"\n"]])
  }

  @Test func typedFieldsByName() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("\u{FEFF}name,\"the price\",count\nx,2.5,\ny,-1,7\n", to: "x.csv")
    for parallelism in [1, 2, 5, 40] {
      let reading = reading(path) { row in
        let price: Double = try row.value("the price")
        return "\(try row.text("name")) \(price) \(try row.optional("count", as: Int.self) ?? -1) \(row.count)"
      }
      #expect(try reading.all(parallelism: parallelism).flatMap { $0 } == ["x 2.5 -1 3", "y -1.0 7 3"])
    }
  }

  @Test(arguments: [
    ("a,b\n1,2\n1,żx", "line 3, column 3: field 'b': 'żx' is no Int"),
    ("a,b\n1", "line 2, column 1: the row has 1 fields, the header 2"),
    ("a,b\nż\"x,2", "line 2, column 2: a quote within a field that does not begin with one"),
    (
      "a,b\n1,\"2", "line 2, column 3: the quote that opens here is not closed; if line feeds are part of fields, "
    ),
    ("a,b\n\"1\"x,2", "line 2, column 4: text behind the quote that closes a field"),
    ("a,a\n1,2", "line 1, column 3: two columns are named 'a'"),
    ("a,\"b\n1,2\n", "line 1, column 3: the quote that opens here is not closed"),
    ("a,c\n1,2\n", "line 1, column 1: the header has no column 'b', but 'a', 'c'"),
    ("\u{FEFF}\"a\",\"c\"\n1,2\n", "line 1, column 1: the header has no column 'b', but 'a', 'c'"),
    ("\u{FEFF}a,a", "line 1, column 3: two columns are named 'a'"),
  ])
  func malformedRows(text: String, message: String) async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "x.csv")
    for parallelism in 1...3 {
      let env = try localEnvironment(parallelism: parallelism)
      env.readCSV(path) { (row: borrowing CSVRow) in try row.value("b", as: Int.self) }.print("never")
      let failure = await failure { try await env.execute() }
      #expect(failure?.message.hasPrefix("'\(path)' \(message)") == true, "\(String(describing: failure))")
      #expect(failure?.domain == .user)
    }
  }

  @Test func fieldsThatAreNotThere() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("1,2\n", to: "x.csv")
    for (column, message) in [
      (CSVColumn.index(2), "there is no field 2, the row has 2"), (-1, "there is no field -1, the row has 2"),
      ("b", "there is no field 'b': the file is read without a header"),
    ] {
      let failure = await failure {
        _ = try reading(path, header: false) { try $0.text(column) }.all(parallelism: 1)
      }
      #expect(failure?.message == "'\(path)' line 1, column 1: \(message)")
    }
  }

  @Test func skipsAndCounts() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("n\n1\nx\n2\n\n3,4\n\"5\n6\n", to: "x.csv")
    let skipped = SkippedLines()
    let env = try localEnvironment(parallelism: 3)
    let collected = env.readCSV(path, malformed: .skip(counting: skipped)) { try $0.value(0, as: Int.self) }.collect()
    let result = try await env.execute()
    #expect(collected.all.sorted() == [1, 2, 6])
    #expect(skipped.count == 3)
    #expect(result.accumulators["skippedLines"]?.longValue == 3)
    // A header that cannot be read leaves nothing to skip to.
    let broken = try folder.write("n,n\n1,2\n3,4\n", to: "broken.csv")
    let failure = await failure { _ = try reading(broken, .skip()) { try $0.text("n") }.all(parallelism: 2) }
    #expect(failure?.message.contains("two columns are named 'n'") == true)
  }

  @Test func separatorsThatCannotBe() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a\n", to: "x.csv")
    for separator: Unicode.Scalar in ["\"", "\n", "ż"] {
      let failure = await failure { _ = try reading(path, separator: separator) { try $0.text(0) }.all(parallelism: 1) }
      #expect(failure?.message.hasPrefix("CSV files cannot be separated by") == true)
    }
  }

  @Test func everyRowOnceAndFromEveryPosition() throws {
    var random = SeededRandom()
    let seed = random.seed
    for round in 0..<60 {
      let folder = try TemporaryFolder()
      let multiline = round % 2 == 0
      let rows = (0..<Int.random(in: 0...20, using: &random)).map { number in
        ["\(number)"]
          + (0..<2).map { _ in
            String(
              (0..<Int.random(in: 0...8, using: &random)).map { _ in
                (multiline ? "a,\"\n ż" : "a,\" ż").randomElement(using: &random) ?? "x"
              })
          }
      }
      let text = ([["id", "b", "c"]] + rows).map { row in
        row.map { "\"" + $0.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" }
          .joined(separator: ",")
      }.joined(separator: Bool.random(using: &random) ? "\n" : "\r\n")
      let path = try folder.write(Array(text.utf8), to: "x.csv")
      let reading = reading(path, multiline: multiline, chunk: Int.random(in: 1...30, using: &random)) { row in
        [try row.text("id"), try row.text("b"), try row.text("c")]
      }
      for parallelism in 1...5 {
        let splits = try reading.source.splits(parallelism: parallelism).joined()
        let found = try splits.flatMap { try reading.records(of: $0) }
        #expect(found == rows, "seed \(seed), round \(round), \(parallelism) subtasks")
        let again = try splits.flatMap { try reading.recordsBeginningAgain(of: $0).records }
        #expect(again == rows, "seed \(seed), round \(round), \(parallelism) subtasks")
      }
    }
  }
}
