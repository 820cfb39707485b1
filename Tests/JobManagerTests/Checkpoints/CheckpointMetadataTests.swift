import DreyModel
import Testing

@testable import JobManager

@Suite struct CheckpointMetadataTests {
  private let metadata = CheckpointMetadata(
    jobID: .random(), jobName: "count", id: 3, timestamp: 5, kind: .checkpoint,
    operators: [
      "read": OperatorSnapshot(
        maxParallelism: 128,
        parts: [.init(file: SnapshotFile(path: "/a/chk-3/0-0.state", byteCount: 7)), .init(isFinished: true)]),
      "map": OperatorSnapshot(
        maxParallelism: 128, parts: [.init(file: SnapshotFile(path: "/a/chk-3/0-0.state", byteCount: 7)), .init()]),
    ])

  private func sum(_ bytes: [UInt8]) -> String { "\(bytes.reduce(UInt64(17)) { $0 &* 31 &+ UInt64($1) })" }

  @Test func aFolderCanBeMoved() throws {
    let bytes = try metadata.encoded(in: "/a/chk-3", checksum: sum)
    #expect(try CheckpointMetadata(bytes, in: "/a/chk-3", checksum: sum) == metadata)
    let moved = try CheckpointMetadata(bytes, in: "/elsewhere", checksum: sum)
    #expect(moved.operators["read"]?.parts[0].file?.path == "/elsewhere/0-0.state")
    #expect(metadata.byteCount == 7, "files that operators share count once")
  }

  @Test func whatIsTornOrFlippedIsNoticed() throws {
    let bytes = try metadata.encoded(in: "/a/chk-3", checksum: sum)
    for length in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: Failure.self) {
        try CheckpointMetadata(Array(bytes.prefix(length)), in: "/a/chk-3", checksum: sum)
      }
    }
    for index in bytes.indices {
      var flipped = bytes
      flipped[index] ^= 1
      #expect(throws: Failure.self) { try CheckpointMetadata(flipped, in: "/a/chk-3", checksum: sum) }
    }
  }

  @Test func anotherVersionIsNamed() throws {
    let bytes = try metadata.encoded(in: "/a/chk-3", checksum: sum)
    let newer = Array("drey-metadata 2".utf8) + bytes.dropFirst("drey-metadata 1".count)
    let failure = #expect(throws: Failure.self) { try CheckpointMetadata(newer, in: "/x", checksum: sum) }
    #expect(failure?.message == "'/x/_metadata' is of version 2, this drey reads version 1")
  }

  @Test func filesOutsideOfTheFolderAreRefused() throws {
    #expect(throws: Failure.self) { try metadata.encoded(in: "/b", checksum: sum) }
    let sneaky = try metadata.encoded(in: "/a", checksum: sum)
    let text = String(decoding: sneaky, as: UTF8.self).split(separator: "\n", maxSplits: 1)[1]
    for path in ["/etc/passwd", "../x"] {
      let body = Array(text.replacing("chk-3/0-0.state", with: path).utf8)
      let bytes = Array("drey-metadata 1 \(body.count) \(sum(body))\n".utf8) + body
      let failure = #expect(throws: Failure.self) { try CheckpointMetadata(bytes, in: "/a", checksum: sum) }
      #expect(failure?.message.contains("outside of its folder") == true)
    }
  }

  @Test(arguments: [
    ("/a/b", "/a/b"), ("/a/b//", "/a/b"), ("file:///a/b", "/a/b"), ("file:/a/b/", "/a/b"), ("file://host/a", "/a"),
    ("file:///a%20b", "/a b"), ("/a%20b", "/a%20b"),
  ])
  func foldersAreNamedByPathsAndURIs(text: String, path: String) throws {
    #expect(try FolderURI.path(text, of: "x") == path)
  }

  @Test(arguments: ["", "a/b", "/", "file:", "file://", "file:///", "s3://a/b", "file:///a%00b"])
  func anythingElseIsNoFolder(text: String) {
    let failure = #expect(throws: Failure.self) { try FolderURI.path(text, of: "the target") }
    #expect(failure?.message.hasPrefix("the target is") == true)
  }
}
