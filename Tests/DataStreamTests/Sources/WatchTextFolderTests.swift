import DreyModel
import Glibc
import StreamRecords
import Testing

@testable import DataStream
@testable import TaskRuntime

@Suite(.timeLimit(.minutes(1))) struct WatchTextFolderTests {
  @Test func newFilesAreReadOnce() async throws {
    let folder = try TemporaryFolder()
    folder.makeFolder("in")
    let path = folder.path
    _ = try folder.write("first\n", to: "in/a")
    let env = try localEnvironment(parallelism: 3, mode: .streaming)
    let collected = Collected<String>()
    env.watchTextFolder("\(path)/in", every: .milliseconds(5)).map { line -> String in
      collected.add(line)
      switch line {
      // Every file brings the next one.
      case "first": try Self.move("second\nsame", into: path, "b")
      case "same":
        try Self.move("third\n", into: path, ".hidden")
        try Self.move("last\n", into: path, "c")
      case "last": throw Failure(.user, "enough")
      default: break
      }
      return line
    }.discard()
    let failure = await failure { try await env.execute() }
    #expect(failure?.message == "enough")
    #expect(collected.all.sorted() == ["first", "last", "same", "second"])
  }

  private static func move(_ text: String, into folder: String, _ name: String) throws {
    let file = try #require(fopen("\(folder)/new", "w"))
    fputs(text, file)
    fclose(file)
    rename("\(folder)/new", "\(folder)/in/\(name)")
  }

  @Test func everyFileHasOneSubtask() {
    let source = WatchedFolderSource(path: "/in", every: .seconds(1))
    for parallelism in 1...5 {
      let shares = source.splits(parallelism: parallelism).flatMap { $0 }
      for number in 0..<200 { #expect(shares.filter { $0.has("/in/\(number)") }.count == 1) }
      #expect(shares.allSatisfy { share in (0..<200).contains { share.has("/in/\($0)") } })
    }
  }

  @Test func beginsAgainWhereItWas() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<100_000).map { "\($0)" }
    for name in ["a", "b"] { _ = try folder.write(lines.joined(separator: "\n"), to: name) }
    let source = WatchedFolderSource(path: folder.path, every: .seconds(1000))
    let emission = Emission<String>()
    var share = try #require(source.splits(parallelism: 1).first?.first)
    for _ in 0..<100 where emission.records.count < 200_000 {
      var reader = try source.reader(for: share)
      // A chunk may come to no end of a line.
      while emission.records.count < 200_000,
        try emission.chunk(of: &reader) == .nothingAvailable || reader.rest == share
      {}
      var writer = ByteWriter()
      WatchedShare.put(try #require(reader.rest), into: &writer)
      share = writer.withBytes { bytes in
        var reader = ByteReader(bytes)
        return WatchedShare.get(from: &reader)
      }
    }
    let isWhole = emission.records == lines + lines
    #expect(isWhole)
    #expect(share.seen.count == 2)
  }

  @Test func aFolderThatIsNotThere() async throws {
    let env = try localEnvironment(mode: .streaming)
    env.watchTextFolder("/does/not/exist").print()
    let failure = await failure { try await env.execute() }
    #expect(failure?.message == "cannot read '/does/not/exist': No such file or directory")
  }
}
