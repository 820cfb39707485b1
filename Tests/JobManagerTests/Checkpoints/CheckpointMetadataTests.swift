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
    let newer = Array("drey-metadata 3".utf8) + bytes.dropFirst("drey-metadata 1".count)
    let failure = #expect(throws: Failure.self) { try CheckpointMetadata(newer, in: "/x", checksum: sum) }
    #expect(failure?.message == "'/x/_metadata' is of version 3, this drey reads versions up to 2")
  }

  /// An older release knows nothing of the earlier files, and would read a part of the state.
  @Test func earlierFilesAreOfTheSecondVersion() throws {
    #expect(try metadata.encoded(in: "/a/chk-3", checksum: sum).starts(with: "drey-metadata 1 ".utf8))
    var building = metadata
    let earlier = [2, 1].map { SnapshotFile(path: "/a/chk-3/0-0-\($0).state", byteCount: $0 * 100) }
    for uid in ["read", "map"] { building.operators[uid]?.parts[0].earlier = earlier }
    let bytes = try building.encoded(in: "/a/chk-3", checksum: sum)
    #expect(bytes.starts(with: "drey-metadata 2 ".utf8))
    #expect(try CheckpointMetadata(bytes, in: "/a/chk-3", checksum: sum) == building)
    let moved = try CheckpointMetadata(bytes, in: "/b", checksum: sum)
    #expect(moved.operators["read"]?.parts[0].earlier?.map(\.path) == ["/b/0-0-2.state", "/b/0-0-1.state"])
    #expect(building.byteCount == 307)
    building.operators["read"]?.parts[0].earlier?[1].path = "/a/chk-1/0-0-1.state"
    #expect(throws: Failure.self) { try building.encoded(in: "/a/chk-3", checksum: sum) }
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
    ("/a/b", "/a/b"), ("/a/b//", "/a/b"), ("file:///a/b", "/a/b"), ("file:/a/b/", "/a/b"), ("file://localhost/a", "/a"),
    ("file:///a%20b", "/a b"), ("/a%20b", "/a%20b"),
  ])
  func foldersAreNamedByPathsAndURIs(text: String, path: String) throws {
    #expect(try FolderURI.path(text, of: "x") == path)
  }

  @Test(arguments: ["", "a/b", "/", "file:", "file://", "file:///", "s3://a/b", "file://host/a", "file:///a%00b"])
  func anythingElseIsNoFolder(text: String) {
    let failure = #expect(throws: Failure.self) { try FolderURI.path(text, of: "the target") }
    #expect(failure?.message.hasPrefix("the target is") == true)
  }
}
