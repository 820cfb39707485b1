import DreyModel
import Glibc
import StreamRecords
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(2))) struct FileSourceTests {
  private func lines(
    _ path: String, chunk: Int = 256 << 10, max: Int = 64 << 20, _ policy: MalformedPolicy = .fail
  )
    -> Reading<FileSource<TextLines>>
  {
    var source = FileSource(path, TextLines(), maxLineLength: max, malformed: policy)
    source.chunkSize = chunk
    return Reading(source: source)
  }

  /// A text of random lines, and the lines.
  private func randomText(_ random: inout SeededRandom) -> (text: String, lines: [String]) {
    var text = ""
    var lines: [String] = []
    for _ in 0..<Int.random(in: 0...30, using: &random) {
      let length = Int.random(in: 0...3, using: &random) == 0 ? 60 : Int.random(in: 0...9, using: &random)
      let line = String((0..<length).map { _ in "abcżółw語\r ".randomElement(using: &random) ?? "x" })
      // A carriage return at a line's end belongs to the end.
      lines.append(line.unicodeScalars.last == "\r" ? line + "." : line)
      text += (lines.last ?? "") + (Bool.random(using: &random) ? "\n" : "\r\n")
    }
    if let last = lines.last, !last.isEmpty, Bool.random(using: &random) {
      text.unicodeScalars.removeLast(text.unicodeScalars.suffix(2).elementsEqual("\r\n".unicodeScalars) ? 2 : 1)
    }
    return (text, lines)
  }

  @Test func everyLineOnceAndFromEveryPosition() throws {
    var random = SeededRandom()
    let seed = random.seed
    for round in 0..<60 {
      let folder = try TemporaryFolder()
      var expected: [String] = []
      for number in 0..<Int.random(in: 1...3, using: &random) {
        let (text, lines) = randomText(&random)
        expected += lines
        if Int.random(in: 0..<3, using: &random) == 0 {
          try folder.writeCompressed([text], to: "\(number).gz")
        } else {
          _ = try folder.write(Array(text.utf8), to: "\(number)")
        }
      }
      let reading = lines(folder.path, chunk: Int.random(in: 1...40, using: &random))
      for parallelism in 1...8 {
        let found = try reading.all(parallelism: parallelism).flatMap { $0 }
        #expect(found.sorted() == expected.sorted(), "seed \(seed), round \(round), \(parallelism) subtasks")
        let again = try reading.source.splits(parallelism: parallelism).joined()
          .flatMap { try reading.recordsBeginningAgain(of: $0).records }
        #expect(again == found, "seed \(seed), round \(round), \(parallelism) subtasks")
      }
    }
  }

  @Test func foldersWithFoldersWithoutWhatIsHidden() throws {
    let folder = try TemporaryFolder()
    for name in ["b", "b/deep", ".hidden", "_temporary"] { folder.makeFolder(name) }
    for name in ["a", "b/2", "b/deep/1", ".x", "_y", "b/.z", ".hidden/h", "_temporary/t"] {
      _ = try folder.write("\(name)\n", to: name)
    }
    symlink("\(folder.path)/a", "\(folder.path)/link")
    #expect(try lines(folder.path).all(parallelism: 1) == [["a", "b/2", "b/deep/1", "a"]])
    #expect(try lines("\(folder.path)/b/").all(parallelism: 1) == [["b/2", "b/deep/1"]])
    folder.makeFolder("empty")
    #expect(try lines("\(folder.path)/empty").all(parallelism: 2) == [[], []])
  }

  @Test func membersOfAGzipFileFollowEachOther() throws {
    let folder = try TemporaryFolder()
    let path = try folder.writeCompressed(["a\nb", "c\n", "", "d"], to: "x.gz")
    #expect(try lines(path, chunk: 3).all(parallelism: 3).flatMap { $0 } == ["a", "bc", "d"])
    let long = String(repeating: "0123456789\n", count: 100_000)
    try folder.writeCompressed([long, long], to: "long.gzip")
    #expect(try lines("\(folder.path)/long.gzip").all(parallelism: 1)[0].count == 200_000)
  }

  @Test(arguments: ["truncated", "header", "garbage", "second member", "empty", "damaged"])
  func damagedGzipFiles(kind: String) async throws {
    let folder = try TemporaryFolder()
    let whole = try folder.bytes(of: folder.writeCompressed([String(repeating: "abc\n", count: 9000)], to: "whole.gz"))
    let (bytes, message): ([UInt8], String) =
      switch kind {
      case "truncated": (Array(whole.dropLast(9)), "is truncated")
      case "header": (Array(whole.prefix(5)), "is truncated")
      case "garbage": (whole + Array("more".utf8), "holds something else behind its compressed content")
      case "second member": (whole + whole.dropLast(20), "is truncated")
      case "empty": ([], "is truncated")
      default: (whole.dropLast(8) + [1, 2, 3, 4] + whole.suffix(4), "cannot be unpacked: incorrect data check")
      }
    let path = try folder.write(bytes, to: "file.gz")
    let failure = await failure { _ = try lines(path).all(parallelism: 2) }
    #expect(failure?.message.hasPrefix("'\(path)' \(message)") == true, "\(String(describing: failure))")
    #expect(failure?.domain == .user)
  }

  @Test(arguments: [1, 4]) func linesThatAreTooLong(parallelism: Int) async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("short\nżółw\n" + String(repeating: "x", count: 1000) + "\nlast\n", to: "text")
    let failure = await failure { _ = try lines(path, chunk: 7, max: 100).all(parallelism: parallelism) }
    #expect(
      failure?.message == "'\(path)' line 3, column 1: the line is longer than 100 bytes; it begins at byte 14")
    for chunk in [1, 7, 64, 5000] {
      let skipped = SkippedLines()
      let reading = lines(path, chunk: chunk, max: 100, .skip(counting: skipped))
      #expect(try reading.all(parallelism: parallelism).flatMap { $0 } == ["short", "żółw", "last"])
      #expect(skipped.count == 1)
      for split in try reading.source.splits(parallelism: 1).joined() {
        #expect(try reading.recordsBeginningAgain(of: split).records == ["short", "żółw", "last"])
      }
    }
    #expect(try lines(path, max: 1000).all(parallelism: parallelism).flatMap { $0 }.count == 4)
  }

  @Test(arguments: [1, 3]) func aFileThatShrinksIsAFailure(parallelism: Int) async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(String(repeating: "0123456789\n", count: 100), to: "text")
    let reading = lines(path)
    let splits = try reading.source.splits(parallelism: parallelism)
    truncate(path, 505)
    let failure = await failure { for split in splits.joined() { _ = try reading.records(of: split) } }
    #expect(failure?.message.hasPrefix("'\(path)' was truncated while it was read: it had") == true)
  }

  @Test(arguments: [1, 3], ["text", "quotes", "compressed"])
  func whatIsAppendedLaterIsNotRead(parallelism: Int, kind: String) throws {
    let folder = try TemporaryFolder()
    let lines = (0..<100).map { "line \($0)" }
    let text = lines.joined(separator: "\n")
    let path =
      try kind == "compressed" ? folder.writeCompressed([text], to: "x.gz") : folder.write(text, to: "text")
    let reading = Reading(source: FileSource(path, Quoted(quotedFieldSeparator: kind == "quotes" ? 0x2C : nil)))
    let splits = try reading.source.splits(parallelism: parallelism)
    let file = try #require(fopen(path, "a"))
    fputs("and more\nof it\n", file)
    fclose(file)
    let found = try splits.joined().flatMap { try reading.recordsBeginningAgain(of: $0).records }
    #expect(found == lines)
    if kind != "compressed" { #expect(try reading.all(parallelism: 1).joined().count == 101) }
  }

  private struct Quoted: LineFormat {
    let quotedFieldSeparator: UInt8?
    func parser(firstLine: () throws -> [UInt8]?) -> TextLines { TextLines() }
  }

  @Test(arguments: ["text", "x.gz"]) func aFileThatShrankOrWentAwayBeforeItIsReadIsNamed(name: String) async throws {
    let folder = try TemporaryFolder()
    let path = try folder.writeCompressed([String(repeating: "0123456789\n", count: 100)], to: name)
    let reading = lines(path)
    let splits = try reading.source.splits(parallelism: 1).joined()
    let size = try folder.bytes(of: path).count
    truncate(path, off_t(size - 1))
    let shorter = await failure { for split in splits { _ = try reading.records(of: split) } }
    #expect(
      shorter?.message == "'\(path)' was truncated while it was read: it had \(size) bytes, now \(size - 1)")
    unlink(path)
    let gone = await failure { for split in splits { _ = try reading.records(of: split) } }
    #expect(gone?.message == "cannot read '\(path)': No such file or directory")
  }

  @Test func splitsOfAnOlderReleaseAreRead() {
    for split in [
      FileSplit(path: "/a", range: 3..<9, fileSize: 12), FileSplit(path: "/b", range: 0..<Int.max),
      FileSplit(path: "/c", range: 0..<Int.max, fileSize: 0),
    ] { #expect(Self.copy(of: { FileSplit.put(split, into: &$0) }) == split) }
    let older = Self.copy {
      String.put("/old", into: &$0)
      Int.put(5, into: &$0)
      Int.put(7, into: &$0)
    }
    #expect(older == FileSplit(path: "/old", range: 5..<7))
  }

  private static func copy(of write: (inout ByteWriter) -> Void) -> FileSplit? {
    var writer = ByteWriter()
    write(&writer)
    return writer.withBytes { bytes in
      var reader = ByteReader(bytes)
      let split = FileSplit.get(from: &reader)
      return reader.failed || reader.remaining > 0 ? nil : split
    }
  }

  @Test func aPipeIsReadByOneSubtask() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/pipe"
    mkfifo(path, 0o600)
    try PosixThread.spawn {
      guard let pipe = fopen(path, "w") else { return }
      fputs("a\nb\nc", pipe)
      fclose(pipe)
    }
    let env = try localEnvironment(parallelism: 3)
    let collected = env.readTextFile(path).collect()
    try await env.execute()
    #expect(collected.all == ["a", "b", "c"])
  }

  @Test func whatIsWrongInAPipeIsNamedByItsByte() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/pipe"
    mkfifo(path, 0o600)
    try PosixThread.spawn {
      guard let pipe = fopen(path, "w") else { return }
      fputs("1\n2\nx\n", pipe)
      fclose(pipe)
    }
    let env = try localEnvironment()
    env.readJSONLines(path, as: Int.self).print("never")
    let failure = await failure { try await env.execute() }
    #expect(failure?.message.hasPrefix("'\(path)' byte 4: ") == true, "\(String(describing: failure))")
  }

  @Test func whatIsNotUTF8() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([0x61, 0xFF, 0x62, 0x0A, 0xC5, 0x0A, 0xEF, 0xBB, 0xBF, 0x0A], to: "bytes")
    #expect(try lines(path).all(parallelism: 1) == [["a\u{FFFD}b", "\u{FFFD}", "\u{FEFF}"]])
  }
}
