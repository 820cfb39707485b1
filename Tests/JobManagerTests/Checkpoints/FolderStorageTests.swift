import ControlPlane
import DreyModel
import FoundationEssentials
import Glibc
import Testing

@testable import JobManager

@Suite struct FolderStorageTests {
  private let storage = FolderStorage()

  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-state-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  /// A folder with one state file and its metadata.
  @discardableResult
  private func write(_ id: Int, to folder: String) async throws -> CheckpointMetadata {
    try await storage.makeFolder(folder)
    let file = "\(folder)/0-0-x.state"
    try Data(repeating: 7, count: 100).write(to: URL(filePath: file))
    let part = OperatorSnapshot.Part(file: SnapshotFile(path: file, byteCount: 100))
    let metadata = CheckpointMetadata(
      jobID: .random(), jobName: "count", id: id, timestamp: 5, kind: .checkpoint,
      operators: ["read": OperatorSnapshot(maxParallelism: 128, parts: [part])])
    try await storage.write(metadata, to: folder)
    return metadata
  }

  private func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  @Test func whatWasWrittenIsReadAlsoWhereItWasMovedTo() async throws {
    try await withFolder { folder in
      let metadata = try await write(1, to: "\(folder)/a/job/chk-1")
      #expect(try await storage.read("\(folder)/a/job/chk-1") == metadata)
      #expect(names("\(folder)/a/job/chk-1") == ["0-0-x.state", "_metadata"], "nothing else is left there")
      try FileManager.default.moveItem(atPath: "\(folder)/a/job/chk-1", toPath: "\(folder)/moved")
      let moved = try await storage.read("\(folder)/moved")
      #expect(moved.operators["read"]?.parts[0].file?.path == "\(folder)/moved/0-0-x.state")
    }
  }

  @Test func filesThatAreMissingOrShortAreNoticed() async throws {
    try await withFolder { folder in
      try await write(1, to: "\(folder)/chk-1")
      truncate("\(folder)/chk-1/0-0-x.state", 99)
      let short = await #expect(throws: Failure.self) { try await storage.read("\(folder)/chk-1") }
      #expect(short?.message.contains("has 99 bytes, 100 were written") == true)
      unlink("\(folder)/chk-1/0-0-x.state")
      let gone = await #expect(throws: Failure.self) { try await storage.read("\(folder)/chk-1") }
      #expect(gone?.message.contains("0-0-x.state': No such file") == true)
      truncate("\(folder)/chk-1/_metadata", 60)
      let torn = await #expect(throws: Failure.self) { try await storage.read("\(folder)/chk-1") }
      #expect(torn?.message.contains("_metadata'") == true)
    }
  }

  @Test func earlierFilesThatAreMissingOrShortAreNoticedToo() async throws {
    try await withFolder { folder in
      var metadata = try await write(1, to: folder)
      metadata.operators["read"]?.parts[0].earlier = [SnapshotFile(path: "\(folder)/0-0-x-1.state", byteCount: 50)]
      try await storage.write(metadata, to: folder)
      let gone = await #expect(throws: Failure.self) { try await storage.read(folder) }
      #expect(gone?.message.contains("0-0-x-1.state': No such file") == true)
      try Data(repeating: 7, count: 49).write(to: URL(filePath: "\(folder)/0-0-x-1.state"))
      let short = await #expect(throws: Failure.self) { try await storage.read(folder) }
      #expect(short?.message.contains("has 49 bytes, 50 were written") == true)
      try Data(repeating: 7, count: 50).write(to: URL(filePath: "\(folder)/0-0-x-1.state"))
      #expect(try await storage.read(folder) == metadata)
    }
  }

  @Test func aJobsCheckpointsAreListedAndCleanedUp() async throws {
    try await withFolder { folder in
      for id in [2, 10, 9] { try await write(id, to: "\(folder)/job/chk-\(id)") }
      try await storage.makeFolder("\(folder)/job/chk-11")
      for other in ["chk-x", "chk--1", "notes"] { try await storage.makeFolder("\(folder)/job/\(other)") }
      #expect(await storage.checkpoints(in: "\(folder)/job").map(\.id) == [11, 10, 9, 2])
      #expect(await storage.checkpoints(in: "\(folder)/nowhere").isEmpty)
      try await storage.clean("\(folder)/job", keeping: ["\(folder)/job/chk-10"])
      #expect(names("\(folder)/job") == ["chk--1", "chk-10", "chk-x", "notes"])
      try await storage.delete("\(folder)/job/chk-10")
      try await storage.delete("\(folder)/job/chk-10")
      for other in ["chk-x", "chk--1", "notes"] { rmdir("\(folder)/job/\(other)") }
      try await storage.clean("\(folder)/job", keeping: [])
      #expect(names(folder).isEmpty)
    }
  }

  @Test func whatIsInTheWayOfAFolderIsNamed() async throws {
    try await withFolder { folder in
      try Data().write(to: URL(filePath: "\(folder)/file"))
      let failure = await #expect(throws: Failure.self) { try await storage.makeFolder("\(folder)/file/chk-1") }
      #expect(failure?.domain == .infrastructure)
      #expect(failure?.message.contains("'\(folder)/file/chk-1': Not a directory") == true, "\(failure?.message ?? "")")
      let kernel = await #expect(throws: Failure.self) { try await storage.makeFolder("/proc/drey/chk-1") }
      #expect(kernel?.message.contains("/proc/drey") == true)
    }
  }

  @Test(arguments: [
    (ENOSPC, "Make room there"), (EDQUOT, "Make room there"), (EROFS, "can be written to"), (EACCES, "write there"),
    (EPERM, "write there"), (ENOENT, "is mounted"),
  ])
  func everyReasonComesWithWhatToDo(code: Int32, advice: String) {
    let failure = StorageError.failure("create the folder", "/state/x", code)
    #expect(failure.message == "cannot create the folder '/state/x': \(String(cString: strerror(code)))")
    #expect(failure.advice?.contains(advice) == true)
  }

  @Test func theNewestThatCanBeReadIsBegunFrom() async throws {
    try await withFolder { folder in
      for id in [1, 2, 3] { try await write(id, to: "\(folder)/job/chk-\(id)") }
      try await storage.makeFolder("\(folder)/job/chk-4")
      let known = [3, 2].map {
        CompletedCheckpoint(id: $0, kind: .checkpoint, path: "\(folder)/job/chk-\($0)", timestamp: 1, byteCount: 1)
      }
      let loader = CheckpointLoader(storage: storage, events: EventLog { _ in }, jobName: "count", limit: 2)
      let all = try await loader.load(.checkpoints(known, folder: "\(folder)/job", savepoint: nil))
      #expect(all.entries.map(\.checkpoint.id) == [2, 3])
      #expect(all.highestID == 4 && !all.isFallback, "one that never was complete is not missed")
      truncate("\(folder)/job/chk-3/_metadata", 10)
      let older = try await loader.load(.checkpoints(known, folder: "\(folder)/job", savepoint: nil))
      #expect(older.entries.map(\.checkpoint.id) == [1, 2])
      #expect(older.isFallback)
      for id in [1, 2] { unlink("\(folder)/job/chk-\(id)/_metadata") }
      let none = await #expect(throws: Failure.self) {
        try await loader.load(.checkpoints(known, folder: "\(folder)/job", savepoint: nil))
      }
      #expect(none?.message.contains("none of its checkpoints can be read") == true)
      let fresh = try await loader.load(.checkpoints([], folder: "\(folder)/job", savepoint: nil))
      #expect(fresh.entries.isEmpty && fresh.highestID == 4)
    }
  }

  @Test func aSavepointThatIsNoneIsNamed() async throws {
    try await withFolder { folder in
      let loader = CheckpointLoader(storage: storage, events: EventLog { _ in }, jobName: "count", limit: 1)
      let failure = await #expect(throws: Failure.self) { try await loader.load(.savepoint(folder)) }
      #expect(failure?.domain == .usage)
      #expect(failure?.message.hasPrefix("job 'count' cannot begin from '\(folder)'") == true)
    }
  }
}
