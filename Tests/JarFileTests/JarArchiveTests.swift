import JarBuilder
import JarFile
import Testing

@Suite struct JarArchiveTests {
  private let long = [UInt8](repeating: 7, count: 100_000)

  private func jar() -> JarBuilder {
    var jar = JarBuilder()
    jar.add("a.txt", Array("hello".utf8), isDeflated: false)
    jar.add("folder/b.txt", long)
    jar.add("empty", [])
    return jar
  }

  @Test(arguments: JarBuilder.Format.allCases, [0, 512])
  func readsStoredAndDeflatedEntries(format: JarBuilder.Format, prefix: Int) throws {
    try jar().bytes(format, prefix: prefix, comment: "a comment").withUnsafeBytes { bytes in
      let archive = try JarArchive(bytes)
      #expect(archive.entries.map(\.name) == ["a.txt", "folder/b.txt", "empty"])
      let contents = try archive.entries.map { try archive.content(of: $0) }
      #expect(contents == [Array("hello".utf8), long, []])
    }
  }

  @Test func theBeginningOfAnEntryIsEnough() throws {
    try jar().bytes().withUnsafeBytes { bytes in
      let archive = try JarArchive(bytes)
      let entry = try #require(archive.entry(named: "folder/b.txt"))
      #expect(try archive.content(of: entry, limit: 8) == [UInt8](repeating: 7, count: 8))
    }
  }

  @Test(arguments: [[], Array("PK".utf8), [UInt8](repeating: 0, count: 5000)])
  func whatIsNoArchiveIsAnError(content: [UInt8]) {
    #expect(throws: JarError.self) { try content.withUnsafeBytes { _ = try JarArchive($0) } }
  }

  /// Whatever a byte is changed to, reading gives entries or an error.
  @Test(arguments: JarBuilder.Format.allCases)
  func noDamagedArchiveCrashes(format: JarBuilder.Format) {
    var jar = JarBuilder()
    jar.addManifest(mainClass: "a.Main")
    jar.add(ClassBuilder("a/Main", hasMain: true, references: ["b/C", "[Lb/D;"]))
    let whole = jar.bytes(format)
    var generator = SystemRandomNumberGenerator()
    for place in whole.indices {
      for value in [0, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &generator)] {
        var bytes = whole
        bytes[place] = value
        readEverything(bytes)
      }
      readEverything(Array(whole.prefix(place)))
      readEverything(Array(whole.dropFirst(place)))
    }
  }

  private func readEverything(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { bytes in
      guard let archive = try? JarArchive(bytes) else { return }
      for entry in archive.entries {
        guard let content = try? archive.content(of: entry) else { continue }
        _ = JarManifest(String(decoding: content, as: UTF8.self)).mainClass
        _ = try? ClassFile(content)
      }
    }
  }
}
