import DreyModel
import Glibc
import Testing

@testable import DataStream

/// Names of files are bytes, and files are named by paths or addresses.
@Suite(.timeLimit(.minutes(1))) struct FileNameTests {
  private func lines(_ path: String) throws -> [String] {
    try Reading(source: FileSource(path, TextLines())).all(parallelism: 2).flatMap { $0 }.sorted()
  }

  /// A folder with files whose names are not all UTF-8, and their lines.
  private func folder() throws -> (TemporaryFolder, lines: [String]) {
    let folder = try TemporaryFolder()
    let root = FileAddress(bytes: folder.path.utf8)
    let names: [[UInt8]] = [
      Array("a.txt".utf8), Array("caf".utf8) + [0xE9], [0xFF], [0xC3], Array("line\nfeed".utf8), Array("50%".utf8),
      Array("s3:".utf8), Array("é".utf8), Array("e\u{301}".utf8),
    ]
    for (number, name) in names.enumerated() {
      let file = try #require(root.appending(name).withCString { fopen($0, "w") })
      fputs("\(number)\n", file)
      fclose(file)
    }
    for hidden in [Array(".x".utf8), Array(".\u{301}x".utf8), Array("_\u{301}".utf8)] {
      let file = try #require(root.appending(hidden).withCString { fopen($0, "w") })
      fputs("hidden\n", file)
      fclose(file)
    }
    return (folder, names.indices.map { "\($0)" })
  }

  @Test func filesOfAFolderAreReadWhateverTheirNames() throws {
    let (folder, expected) = try folder()
    #expect(try lines(folder.path) == expected)
    #expect(try lines("file://\(folder.path)") == expected)
    for entry in try FileListing.files(at: folder.path) { #expect(try lines(entry.path).count == 1, "\(entry.path)") }
    #expect(throws: Failure.self, "only an address is percent-encoded") { try lines("\(folder.path)/caf%E9") }
  }

  @Test func aWatchedFolderIsReadWhateverTheNamesInIt() async throws {
    let (folder, expected) = try folder()
    let env = try localEnvironment(parallelism: 3, mode: .streaming)
    let collected = Collected<String>()
    env.watchTextFolder("file:\(folder.path)", every: .milliseconds(5)).map { line -> String in
      collected.add(line)
      if collected.all.count == expected.count { throw Failure(.user, "enough") }
      return line
    }.discard()
    let failure = await failure { try await env.execute() }
    #expect(failure?.message == "enough")
    #expect(collected.all.sorted() == expected)
  }

  @Test func linksToFilesAndFoldersAreFollowed() throws {
    let (folder, elsewhere) = (try TemporaryFolder(), try TemporaryFolder())
    _ = try folder.write("in\n", to: "a.txt")
    _ = try elsewhere.write("linked\n", to: "b.txt")
    symlink("\(elsewhere.path)/b.txt", "\(folder.path)/file")
    symlink(elsewhere.path, "\(folder.path)/folder")
    #expect(try lines(folder.path) == ["in", "linked", "linked"])
  }

  @Test(arguments: [
    ("gone", "/nowhere/at/all", "does not exist"), ("itself", "itself", "symbolic links"), ("above", "..", "never end"),
    ("here", ".", "never end"),
  ])
  func aLinkThatCannotBeFollowedIsNamed(name: String, target: String, cause: String) throws {
    let folder = try TemporaryFolder()
    mkdir("\(folder.path)/sub", 0o755)
    _ = try folder.write("in\n", to: "sub/a.txt")
    symlink(target, "\(folder.path)/sub/\(name)")
    let failure = #expect(throws: Failure.self) { try FileListing.files(at: folder.path) }
    #expect(
      failure?.message.contains("sub/\(name)'") == true && failure?.message.contains(cause) == true, "\(failure!)")
    rename("\(folder.path)/sub/\(name)", "\(folder.path)/sub/_\(name)")
    #expect(try lines(folder.path) == ["in"])
  }

  @Test func aPipeInAFolderIsNamed() throws {
    let folder = try TemporaryFolder()
    mkfifo("\(folder.path)/pipe", 0o600)
    let failure = #expect(throws: Failure.self) { try FileListing.files(at: folder.path) }
    #expect(failure?.message.contains("/pipe': it is a pipe") == true, "\(failure!)")
  }

  @Test func aFileIsNamedByAnAddress() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("in\n", to: "a b%.txt")
    for address in ["file://", "file:", "file://localhost"] {
      #expect(try lines("\(address)\(folder.path)/a%20b%25.txt") == ["in"])
    }
  }

  @Test(arguments: ["s3://bucket/in", "hdfs://namenode/in", "file://host/in", "http:/x", ""])
  func whatIsNotOfThisMachineIsRefusedByName(text: String) async throws {
    for define: (StreamExecutionEnvironment) -> Void in [
      { $0.readTextFile(text).print() }, { $0.watchTextFolder(text).print() },
      { $0.readJSONLines(text, as: Int.self).print() },
      { $0.readCSV(text, as: Int.self) { _ in 1 }.print() },
    ] {
      let env = try localEnvironment(mode: .streaming)
      define(env)
      let failure = await failure { try await env.execute() }
      #expect(failure?.message.contains("'\(text)'") == true, "\(String(describing: failure))")
    }
  }

  @Test func aNameThatIsNotUTF8IsShown() throws {
    let folder = try TemporaryFolder()
    let path = FileAddress(bytes: folder.path.utf8).appending([0x61, 0xE9])
    let failure = #expect(throws: Failure.self) { try lines("\(path)") }
    #expect(failure?.message == "cannot read 'file:\(folder.path)/a%E9': No such file or directory")
  }
}
