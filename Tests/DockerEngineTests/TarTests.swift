import DockerEngine
import Foundation
import Testing

struct TarTests {
  @Test func whatIsWrittenIsRead() throws {
    let long = String(repeating: "folder/", count: 30) + "file"
    var writer = TarWriter()
    try writer.addFolder("dir", mode: 0o700, userID: 3, groupID: 4)
    try writer.addFile("dir/run", Array("#!".utf8), mode: 0o755, userID: 1000, groupID: 1001)
    try writer.addFile("empty", [])
    try writer.addFile(long, [UInt8](repeating: 9, count: 512))
    try writer.addSymbolicLink("link", to: "../" + long)
    let entries = try TarReader.entries(of: try writer.bytes())
    let expected = [
      TarEntry(name: "dir", kind: .folder, mode: 0o700, userID: 3, groupID: 4),
      TarEntry(name: "dir/run", kind: .file, mode: 0o755, userID: 1000, groupID: 1001, contents: [35, 33]),
      TarEntry(name: "empty", kind: .file, mode: 0o644),
      TarEntry(name: long, kind: .file, mode: 0o644, contents: ArraySlice(repeating: 9, count: 512)),
      TarEntry(name: "link", kind: .symbolicLink(target: "../" + long), mode: 0o777),
    ]
    #expect(entries == expected)
  }

  @Test(arguments: [1, 2, 97, 98, 99, 100, 101, 155, 255, 1000])
  func namesOfAnyLength(_ length: Int) throws {
    let name = String(repeating: "ż", count: length / 2) + (length % 2 == 1 ? "n" : "")
    var writer = TarWriter()
    try writer.addFile(name, [1])
    #expect(try TarReader.entries(of: try writer.bytes()).map(\.name) == [name])
  }

  @Test func equalCallsMakeEqualBytes() throws {
    func make() throws -> [UInt8] {
      var writer = TarWriter()
      try writer.addFile("a", [1, 2, 3], mode: 0o755)
      return try writer.bytes()
    }
    let bytes = try make()
    #expect(try make() == bytes)
    #expect(bytes.count == 512 + 512 + 1024)
    #expect(bytes[136..<147].allSatisfy { $0 == UInt8(ascii: "0") }, "the time is 0")
  }

  @Test func systemTarAgreesInBothDirections() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tar-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let long = String(repeating: "n", count: 120)
    var writer = TarWriter()
    try writer.addFile(long, Array("content".utf8), mode: 0o640)
    try writer.addFolder("sub")
    try writer.addSymbolicLink("sub/link", to: long)
    let archive = "\(folder)/ours.tar"
    try Data(try writer.bytes()).write(to: URL(fileURLWithPath: archive))
    let script = """
      cd '\(folder)' && mkdir out && tar -xf ours.tar -C out && test "$(cat out/\(long))" = content && test -L out/sub/link &&
      tar -cf gnu.tar --format=gnu -C out . && tar -cf pax.tar --format=pax -C out .
      """
    #expect(system(script) == 0)
    for format in ["gnu", "pax"] {
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(format).tar")))
      let entries = try TarReader.entries(of: bytes)
      #expect(Set(entries.map(\.name)) == [".", "./\(long)", "./sub", "./sub/link"])
      let file = entries.first { $0.name == "./\(long)" }
      #expect(file.map { Array($0.contents) } == Array("content".utf8))
      #expect(file?.mode == 0o640)
      #expect(entries.first { $0.name == "./sub/link" }?.kind == .symbolicLink(target: long))
    }
  }

  @Test func filesAreReadWhenTheArchiveIs() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("tar-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let contents = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    try Data(contents).write(to: URL(fileURLWithPath: path))
    var writer = TarWriter()
    try writer.addFile("first", at: path, mode: 0o755)
    try writer.addFile("second", [7])
    let bytes = try writer.bytes()
    #expect(bytes.count == writer.body().size)
    let entries = try TarReader.entries(of: bytes)
    #expect(entries.map(\.name) == ["first", "second"])
    #expect(entries.first.map { Array($0.contents) } == contents)
  }

  @Test func valuesThatTarCannotHold() throws {
    var writer = TarWriter()
    #expect(throws: TarError.self) { try writer.addFile("", []) }
    #expect(throws: TarError.self) { try writer.addFile("a\0b", []) }
    #expect(throws: TarError.self) { try writer.addFile("a", [], mode: 0o10000) }
    #expect(throws: TarError.self) { try writer.addFile("a", [], userID: -1) }
    #expect(throws: TarError.self) { try writer.addFile("a", [], groupID: 1 << 21) }
    #expect(throws: DockerEngineError.self) { try writer.addFile("a", at: "/nowhere/file") }
    #expect(throws: DockerEngineError.self) { try writer.addFile("a", at: "/") }
    #expect(try writer.bytes().count == 1024, "nothing was added")
  }

  @Test func brokenArchivesAreErrorsAndNeverCrash() throws {
    var writer = TarWriter()
    try writer.addFile(String(repeating: "x", count: 150), Array("content".utf8))
    let good = try writer.bytes()
    #expect(throws: TarError.truncated) { try TarReader.entries(of: Array(good.prefix(700))) }
    var damaged = good
    damaged[3] ^= 1
    #expect(throws: TarError.malformedHeader(offset: 0)) { try TarReader.entries(of: damaged) }
    for length in 0..<good.count { _ = try? TarReader.entries(of: Array(good.prefix(length))) }
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      var noise = good
      for _ in 0..<8 {
        noise[Int.random(in: 0..<noise.count, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      _ = try? TarReader.entries(of: noise)
    }
  }
}
