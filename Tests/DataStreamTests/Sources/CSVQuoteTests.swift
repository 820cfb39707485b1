import DreyModel
import Testing

@testable import DataStream

/// Stray quotes where fields may hold line feeds.
@Suite(.timeLimit(.minutes(1))) struct CSVQuoteTests {
  private func reading(
    _ path: String, separator: Unicode.Scalar = ",", chunk: Int, max: Int = 64 << 20, _ policy: MalformedPolicy
  ) -> Reading<FileSource<CSVFormat<[String]>>> {
    let format = CSVFormat(header: false, separator: separator, multiline: true) { (row: borrowing CSVRow) in
      try (0..<row.count).map { try row.text(.index($0)) }
    }
    var source = FileSource(path, format, maxLineLength: max, malformed: policy)
    source.chunkSize = chunk
    return Reading(source: source)
  }

  /// The rows of a text, which are the same however it is read, and how many lines were left out.
  private func read(
    _ text: String, separator: Unicode.Scalar = ",", max: Int = 64 << 20
  ) throws -> (rows: [[String]], skipped: Int) {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "x.csv")
    var results: [(rows: [[String]], skipped: Int)] = []
    for chunk in [1, 2, 3, 7, 64, 256 << 10] {
      let skipped = SkippedLines()
      let reading = reading(path, separator: separator, chunk: chunk, max: max, .skip(counting: skipped))
      results.append((try reading.all(parallelism: 2).flatMap { $0 }, skipped.count))
      #expect(results.allSatisfy { $0 == results[0] }, "chunks of \(chunk)")
      for split in try reading.source.splits(parallelism: 1).joined() {
        #expect(try reading.recordsBeginningAgain(of: split).records == results[0].rows, "chunks of \(chunk)")
      }
    }
    return results[0]
  }

  @Test(arguments: [
    "6' pipe", "6 pipe'", "'", "'6 pipe", "'6' pipe", "'6' pipe'", "'6 'pipe'' inch", "x'y'z", "6'' pipe", " '6 pipe'",
    "'6 pipe' ", "'''6 pipe", "'''''",
  ])
  func aStrayQuoteMakesOneRowMalformed(written: String) throws {
    let field = written.replacing("'", with: "\"")
    for (end, separator) in [("\n", ","), ("\r\n", ";"), ("\n", "\t")] as [(String, Unicode.Scalar)] {
      let rows = (1...60).map { "\($0)\(separator)\($0 == 3 ? field : "plain \($0)")" }
      let (found, skipped) = try read(rows.joined(separator: end), separator: separator)
      #expect(found == (1...60).filter { $0 != 3 }.map { ["\($0)", "plain \($0)"] })
      #expect(skipped == 1)
    }
  }

  @Test(arguments: [3, 59, 60]) func twoStrayQuotesMakeTwoRowsMalformed(second: Int) throws {
    let rows = (1...60).map { $0 == 2 || $0 == second ? "\($0),\"inch" : "\($0),plain" }
    let (found, skipped) = try read(rows.joined(separator: "\n") + "\n")
    #expect(found.count == 58 && skipped == 2)
  }

  @Test func fieldsOfSeveralLinesAreStillRows() throws {
    let text = "1,\"a\r\nb\"\"\n\"\n\"2\",\"\"\n\"3\n,\",\"x\"\"\"\r\n4,stray\"\n5,\"\n\"\n"
    let (found, skipped) = try read(text)
    #expect(found == [["1", "a\r\nb\"\n"], ["2", ""], ["3\n,", "x\""], ["5", "\n"]])
    #expect(skipped == 1)
  }

  @Test func aQuoteThatIsNeverClosedIsNamedByItsLine() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("1,a\n2,\"never\n" + String(repeating: "3,b\n", count: 100_000), to: "x.csv")
    for (chunk, max) in [(100, 1000), (256 << 10, 64 << 20), (4096, 50_000)] {
      let failure = await failure { _ = try reading(path, chunk: chunk, max: max, .fail).all(parallelism: 1) }
      let message =
        "'\(path)' line 2, column 3: the quote that opens here is never closed, or closed in the middle of a field"
      #expect(failure?.message == message, "\(String(describing: failure))")
      let skipped = SkippedLines()
      let found = try reading(path, chunk: chunk, max: max, .skip(counting: skipped)).all(parallelism: 1)[0]
      #expect(found.count == 100_001 && skipped.count == 1)
    }
  }

  /// No field may take more memory than the longest line.
  @Test func rowsThatAreTooLong() throws {
    let long = String(repeating: "x", count: 100)
    let (found, skipped) = try read("1,a\n2,\"\(long)\"\n3,\"b\n\(long)\n\(long)\",y\n4,\(long)\n5,\"c\nd\"\n", max: 60)
    #expect(found == [["1", "a"], ["5", "c\nd"]])
    // The third row is left out line by line.
    #expect(skipped == 5)
  }

  @Test func anyTextReadsTheSameInChunksOfAnySize() throws {
    var random = SeededRandom()
    for _ in 0..<150 {
      let text = String(
        (0..<Int.random(in: 0...60, using: &random)).map { _ in "a,\"\n\r".randomElement(using: &random) ?? "x" })
      let max = Bool.random(using: &random) ? 10 : 1000
      let (rows, skipped) = try read(text, max: max)
      let lines = text.unicodeScalars.count { $0 == "\n" } + 1
      #expect(rows.count + skipped <= lines, "seed \(random.seed): \(text.debugDescription)")
    }
  }
}
