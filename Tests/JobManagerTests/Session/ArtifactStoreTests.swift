import ControlPlane
import DreyModel
import FoundationEssentials
import Testing

@testable import JobManager

@Suite struct ArtifactStoreTests {
  /// A store of at most 100 bytes.
  private static func with(
    needed: @escaping @Sendable () -> Set<String> = { [] },
    _ body: @Sendable (ArtifactStore, String) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-artifacts-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(ArtifactStore(folder: folder, capacity: 100) { needed() }, folder)
  }

  private static func sha256(_ digit: Character) -> String { String(repeating: digit, count: 64) }

  /// An executable that was last used so many seconds ago.
  private static func make(_ digit: Character, bytes: Int, age: Double, in folder: String) throws {
    let path = "\(folder)/\(sha256(digit))_job"
    try Data(repeating: 0, count: bytes).write(to: URL(filePath: path))
    let time = Date(timeIntervalSinceNow: -age)
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
  }

  @Test func whatNobodyNeedsMakesRoomLeastRecentlyUsedFirst() async throws {
    try await Self.with(needed: { [Self.sha256("a")] }) { store, folder in
      for (digit, age) in [("a", 4000.0), ("b", 2000), ("c", 3000), ("d", 1)] {
        try Self.make(Character(digit), bytes: 25, age: age, in: folder)
      }
      try await store.load()
      try await store.claim(20)
      #expect(await Set(store.all.map(\.artifact.sha256)) == Set(["a", "b", "d"].map { Self.sha256($0) }))
      try await store.claim(25)
      #expect(await Set(store.all.map(\.artifact.sha256)) == Set(["a", "d"].map { Self.sha256($0) }))
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(Self.sha256("b"))_job"))
      let error = await #expect(throws: RestError.self) { try await store.claim(30, own: 45) }
      #expect(error?.status == .contentTooLarge, "a job needs one, and of the other a client has just been told")
    }
  }

  @Test func whatWasUsedStays() async throws {
    try await Self.with { store, folder in
      for (digit, age) in [("a", 3000.0), ("b", 2000)] {
        try Self.make(Character(digit), bytes: 50, age: age, in: folder)
      }
      try await store.load()
      _ = try await store.entry("\(Self.sha256("a"))_job")
      try await store.claim(10)
      #expect(await store.all.map(\.artifact.sha256) == [Self.sha256("a")])
    }
  }

  @Test func uploadsUnderWayAreAReasonToComeLater() async throws {
    try await Self.with { store, _ in
      try await store.claim(80)
      let error = await #expect(throws: RestError.self) { try await store.claim(30) }
      #expect(error?.status == .serviceUnavailable)
      await store.unclaim(80)
      try await store.claim(30)
    }
  }

  @Test func oneOfManyUploadsOfTheSameIsCarriedOut() async throws {
    try await Self.with { store, folder in
      let sha256 = Self.sha256("a")
      #expect(await store.beginUpload(sha256) == nil)
      let uploads = await withTaskGroup(of: Int.self) { group in
        for _ in 0..<8 {
          group.addTask { await Self.upload(sha256, to: store, in: folder) }
        }
        // The first one fails; of those that waited for it one carries on.
        await store.uploadEnded(sha256)
        return await group.reduce(0, +)
      }
      #expect(uploads == 1)
      #expect(await store.all.count == 1)
    }
  }

  private static func upload(_ sha256: String, to store: ArtifactStore, in folder: String) async -> Int {
    guard await store.beginUpload(sha256) == nil else { return 0 }
    try? Data([1]).write(to: URL(filePath: "\(folder)/.a"))
    _ = try? await store.add("\(folder)/.a", Artifact(sha256: sha256, size: 1), name: "job")
    await store.uploadEnded(sha256)
    return 1
  }
}
