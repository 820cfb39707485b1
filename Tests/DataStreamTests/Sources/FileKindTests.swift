import DreyModel
import Glibc
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(1))) struct FileKindTests {
  private static let refused: [(bytes: [UInt8], message: String)] = [
    (bytes("PK\u{3}\u{4}"), "is a zip archive"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "is a 7z archive"),
    (bytes("Rar!\u{1A}\u{7}\0"), "is a RAR archive"),
    (bytes(String(repeating: "\0", count: 257), "ustar\0"), "is a tar archive"),
    ([0x1F, 0x9D, 0x90, 0x6F], "is packed with compress (.Z)"),
    ([0x04, 0x22, 0x4D, 0x18, 0x64], "is packed with lz4"),
    ([0xFF, 0x06, 0, 0, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59], "is packed with snappy"),
    ([0x89, 0x4C, 0x5A, 0x4F, 0, 0x0D, 0x0A, 0x1A, 0x0A], "is packed with lzop"),
    ([0x5D, 0, 0, 0x80, 0, 0xFF], "is packed with lzma"),
    (bytes("PAR1\u{15}\u{4}\u{15}"), "is a Parquet file"),
    (bytes("Obj\u{1}\u{4}"), "is an Avro file"),
    (bytes("ORC\n\u{6}\u{12}\u{4}\u{8}"), "is an ORC file"),
    (bytes("ARROW1\0\0"), "is an Arrow file"),
    (bytes("SQLite format 3\0"), "is an SQLite database"),
    ([0xFF, 0xFE, 0x61, 0], "is UTF-16 text, not UTF-8"),
    ([0xFE, 0xFF, 0, 0x61], "is UTF-16 text, not UTF-8"),
    ([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "is UTF-32 text, not UTF-8"),
    ([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x61], "is UTF-32 text, not UTF-8"),
    (bytes("o\0n\0e\0\n\0t\0w\0o\0", "B\u{1}"), "is UTF-16LE text, not UTF-8"),
    (bytes("\0o\0n\0e\0\n\0t\0w\0o", "\u{1}B"), "is UTF-16BE text, not UTF-8"),
  ]

  private static func bytes(_ parts: String...) -> [UInt8] { Array(parts.joined().utf8) }

  @Test(arguments: Self.refused.indices) func whatHasNoLinesIsRefusedByName(index: Int) async throws {
    let (bytes, message) = Self.refused[index]
    let folder = try TemporaryFolder()
    folder.makeFolder("in")
    let path = try folder.write(bytes, to: "in/a.txt")
    _ = try folder.write("fine\n", to: "in/b.txt")
    let env = try localEnvironment(parallelism: 2)
    env.readCSV("\(folder.path)/in", header: false, malformed: .skip()) { try $0.text(0) }.print()
    let failure = await failure { try await env.execute() }
    #expect(failure?.message == "'\(path)' \(message)", "\(String(describing: failure))")
    #expect(failure?.advice != nil && failure?.domain == .user)
  }

  @Test(arguments: ["gz", "bz2", "XZ", "zst", "deflate", "br", "snappy", "zip", "orc"])
  func aNameThatSpeaksOfAnArchiveAndAContentThatIsNoTextAreRefused(ending: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write((0..<100).map { UInt8(128 + $0) }, to: "x.\(ending)")
    let failure = #expect(throws: Failure.self) { try FileKind.of(path) }
    #expect(failure?.message.hasPrefix("'\(path)' is neither text nor ") == true)
  }

  @Test func bytesOfAnyKindAreLinesElsewhere() throws {
    let folder = try TemporaryFolder()
    #expect(try FileKind.of(folder.write([0xE9, 0x0A, 0, 0x0A], to: "latin1.txt")) == .plain)
    #expect(
      try FileKind.of(folder.write(Array("SEQUENCE;PR".utf8) + [0xC9] + Array("NOM\n".utf8), to: "a.csv")) == .plain)
    #expect(try FileKind.of(folder.write(Array("ORC ".utf8) + [0xC9, 0x0A], to: "b.csv")) == .plain)
    #expect(try FileKind.of(folder.write([], to: "empty")) == .plain)
    #expect(try FileKind.of(folder.write([], to: "empty.zst")) == .packed(.zstd))
  }

  @Test func theLastPartOfANameIsItsEnding() {
    #expect(FileKind.ending(of: "/a.b/c") == "")
    #expect(FileKind.ending(of: "/a/b.tar.GZ") == "gz")
    #expect(FileKind.ending(of: ".gz") == "gz")
  }

  @Test(arguments: [1, 2, 3, 5, 9, 40]) func aMarkAtTheBeginningIsNoPartOfTheText(parallelism: Int) throws {
    let folder = try TemporaryFolder()
    let text = "\u{FEFF}one\n\u{FEFF}two\n"
    _ = try folder.write(text, to: "a")
    _ = try folder.write(try PackedFormat.bzip2.pack(text), to: "b")
    _ = try folder.write("\u{FEFF}", to: "only-a-mark")
    _ = try folder.write("\u{FEFF}\n", to: "z-empty-line")
    for chunk in [1, 2, 5, 1000] {
      var source = FileSource(folder.path, TextLines())
      source.chunkSize = chunk
      let reading = Reading(source: source)
      let found = try reading.all(parallelism: parallelism).flatMap { $0 }
      let expected = ["one", "\u{FEFF}two", "one", "\u{FEFF}two", ""]
      #expect(found.sorted() == expected.sorted(), "chunks of \(chunk)")
      let again = try source.splits(parallelism: parallelism).joined().flatMap {
        try reading.recordsBeginningAgain(of: $0).records
      }
      #expect(again.sorted() == expected.sorted(), "chunks of \(chunk)")
    }
  }

  /// To know what is in it nobody waits for more than a line.
  @Test func aPipeIsReadAsSoonAsALineIsThere() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/pipe"
    mkfifo(path, 0o600)
    let pipe = open(path, O_RDWR)
    defer { close(pipe) }
    #expect(write(pipe, "a\n", 2) == 2)
    let read = try await onThread { () -> [UInt8] in
      let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 100, alignment: 1)
      defer { room.deallocate() }
      let count = try? FileContent(path).read(into: room)
      return Array(room[..<(count ?? 0)])
    }
    #expect(read == Array("a\n".utf8))
  }
}
