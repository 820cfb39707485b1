import DreyModel
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(2))) struct PackedFileTests {
  private func lines(
    _ path: String, chunk: Int = 256 << 10, max: Int = 64 << 20, _ policy: MalformedPolicy = .fail
  )
    -> Reading<FileSource<TextLines>>
  {
    var source = FileSource(path, TextLines(), maxLineLength: max, malformed: policy)
    source.chunkSize = chunk
    return Reading(source: source)
  }

  @Test(arguments: PackedFormat.allCases)
  func aFileIsUnpackedWhateverItsName(format: PackedFormat) throws {
    let folder = try TemporaryFolder()
    let packed = try format.pack("one\ntwo\n")
    let names = format.endings.flatMap { ["x.\($0)", "X.\($0.uppercased())"] } + ["x", "x.csv", "x.gz", "x.zip"]
    for name in names {
      let reading = lines(try folder.write(packed, to: name))
      #expect(try reading.all(parallelism: 3).flatMap { $0 } == ["one", "two"], "\(name)")
      #expect(try reading.source.splits(parallelism: 3).flatMap { $0 }.map(\.range) == [0..<Int.max], "\(name)")
    }
  }

  @Test func aFolderMayHoldAllOfThem() throws {
    let folder = try TemporaryFolder()
    for format in PackedFormat.allCases { _ = try folder.write(try format.pack("\(format)\n"), to: "a.\(format)") }
    _ = try folder.write("plain\n", to: "b")
    for parallelism in 1...4 {
      let found = try lines(folder.path).all(parallelism: parallelism).flatMap { $0 }
      #expect(Set(found) == Set(PackedFormat.allCases.map { "\($0)" } + ["plain"]))
      #expect(found.count == 6)
    }
  }

  @Test(arguments: ["x.gz", "x.bz2", "x.xz", "x.zst", "x.deflate", "x.zip", "x.parquet"])
  func aTextIsReadAsOneWhateverItsName(name: String) throws {
    let folder = try TemporaryFolder()
    let text = "no archive\nat all\n" + String(repeating: "żółw\n", count: 100)
    let reading = lines(try folder.write(text, to: name))
    #expect(try reading.all(parallelism: 2).flatMap { $0 } == text.split(separator: "\n").map(String.init))
    #expect(try reading.source.splits(parallelism: 2).allSatisfy { !$0.isEmpty }, "it can be cut")
  }

  @Test(arguments: [
    "PAR1,is,a,column\n", "ORC of Mordor\n", "BZh91AY but a text\n", "SEQ 1\n", "Rar! is rare\n", "x^2 + y^2\n", "PK\n",
    "SQLite format 3\n", "7z\n", "Obj\n", "h\u{5}\n", "x\u{1}\n",
  ])
  func aTextMayBeginLikeAnArchive(text: String) throws {
    let folder = try TemporaryFolder()
    #expect(try lines(folder.write(text, to: "x.txt")).all(parallelism: 1) == [[String(text.dropLast())]])
  }

  @Test(arguments: PackedFormat.allCases, [1, 7, 1000])
  func everyPositionOfAPackedFileCanBeBegunAt(format: PackedFormat, chunk: Int) throws {
    let folder = try TemporaryFolder()
    let expected = (0..<40).map { "line \($0)" + String(repeating: "x", count: $0) }
    let path = try folder.write(try format.pack(expected.joined(separator: "\n")), to: "x")
    let reading = lines(path, chunk: chunk)
    for split in try reading.source.splits(parallelism: 1).joined() {
      #expect(try reading.recordsBeginningAgain(of: split).records == expected)
    }
  }

  @Test(arguments: PackedFormat.allCases.filter { $0 != .zlib })
  func membersFollowEachOther(format: PackedFormat) throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "0123456789\n", count: 30_000)
    let padding: [UInt8] = format.allowsPadding ? [0, 0, 0, 0] : []
    let members = ["a\nb", "c\n", "", "d\n", long]
    let bytes = try members.flatMap { try format.pack($0) + padding }
    let path = try folder.write(bytes, to: "x")
    let found = try lines(path).all(parallelism: 2).flatMap { $0 }
    #expect(found.prefix(3) == ["a", "bc", "d"] && found.count == 30_003)
    let failure = failure(of: try folder.write(bytes + Array("more".utf8), to: "x"))
    #expect(failure?.message == "'\(path)' holds something else behind its compressed content")
  }

  private func failure(of path: String) -> Failure? {
    do throws(Failure) {
      let content = try FileContent(path)
      let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 1)
      defer { scratch.deallocate() }
      while try content.read(into: scratch) > 0 {}
      return nil
    } catch { return error }
  }

  @Test(arguments: PackedFormat.allCases)
  func aTruncatedFileIsNamed(format: PackedFormat) throws {
    let folder = try TemporaryFolder()
    let packed = try format.pack((0..<50).map { "line \($0 * 7919)\n" }.joined())
    let ending = try #require(format.endings.first)
    for count in 0..<packed.count {
      let path = try folder.write(Array(packed.prefix(count)), to: "x.\(ending)")
      let failure = failure(of: path)
      #expect(
        failure?.message == "'\(path)' is truncated: it ends before its compressed content does", "\(count) bytes")
      #expect(failure?.domain == .user)
    }
  }

  /// Where something does not matter, such as a time in a header, the lines are right.
  @Test(arguments: PackedFormat.allCases)
  func aDamagedFileNeverGivesWrongLines(format: PackedFormat) throws {
    let folder = try TemporaryFolder()
    let expected = (0..<20).map { "line \($0 * 7919)" }
    let packed = try format.pack(expected.joined(separator: "\n"))
    let ending = try #require(format.endings.first)
    var damages = 0
    for index in packed.indices {
      var bytes = packed
      bytes[index] ^= 0x5A
      let path = try folder.write(bytes, to: "x.\(ending)")
      let reading = lines(path)
      do {
        #expect(try reading.records(of: FileSplit(path: path, range: 0..<Int.max)) == expected, "byte \(index)")
      } catch let failure as Failure {
        #expect(failure.message.contains("'\(path)'"), "\(failure)")
        damages += 1
      }
    }
    #expect(damages > packed.count / 2)
  }

  @Test func whatUnpacksToVeryMuchTakesNoMoreMemory() throws {
    let folder = try TemporaryFolder()
    let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: 32 << 20)
    for format in PackedFormat.allCases {
      let path = try folder.write(try format.pack(zeros), to: "x")
      let skipped = SkippedLines()
      #expect(try lines(path, max: 1 << 20, .skip(counting: skipped)).all(parallelism: 1) == [[]])
      #expect(skipped.count == 1)
    }
  }

  @Test func archivesInArchivesAreRefused() throws {
    let folder = try TemporaryFolder()
    let gzip = PackedFormat.gzip
    let twice = try folder.write(try gzip.pack(try PackedFormat.xz.pack("a\n")), to: "x.xz.gz")
    #expect(failure(of: twice)?.message == "'\(twice)' is packed twice")
    let tar = [UInt8](repeating: 0, count: 257) + Array("ustar".utf8) + [UInt8](repeating: 0, count: 1000)
    let packed = try folder.write(try gzip.pack(tar), to: "x.tar.gz")
    #expect(failure(of: packed)?.message == "what is packed in '\(packed)' is a tar archive")
    let wide = try folder.write(try gzip.pack([0xFF, 0xFE, 0x61, 0x00]), to: "x.csv.gz")
    #expect(failure(of: wide)?.message == "what is packed in '\(wide)' is UTF-16 text, not UTF-8")
  }
}
