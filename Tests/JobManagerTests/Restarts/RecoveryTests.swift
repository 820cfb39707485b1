import DreyModel
import FoundationEssentials
import Testing

@testable import JobManager

/// Jobs with processes of their own that go on from checkpoints.
@Suite(.timeLimit(.minutes(3))) struct RecoveryTests {
  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-recovery-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  /// The lines of all parts that can be seen.
  private func lines(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.flatMap { name in
      String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(name)")), as: UTF8.self)
        .split(separator: "\n").map(String.init)
    }
  }

  @Test func aPartThatExchangesNothingWithWhatCrashedGoesOn() async throws {
    try await withFolder { folder in
      try FileManager.default.createDirectory(atPath: "\(folder)/out", withIntermediateDirectories: true)
      let cluster = try ClusterFixture()
      let (result, ends) = try await cluster.run(
        ["--job", "regions", "--output", "\(folder)/out", "--crash", "\(folder)/crash", "--count", "4000"],
        options: [
          "execution.checkpointing.dir": "\(folder)/state", "parallelism.default": "2",
          "restart-strategy.exponential-delay.initial-backoff": "50 ms",
        ], application: "StreamTestJob")
      #expect(result.status == .succeeded, "\(result.failure?.description ?? "")")
      #expect(ends == [nil, nil])
      // By process; only what the crashed one had read may come again.
      let seen = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/out").map { name in
        String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/out/\(name)")), as: UTF8.self)
          .split(separator: "\n").compactMap { Int($0) }
      }
      #expect(seen.count == 3, "one crashed, one took its place, one went on")
      #expect(Set(seen.joined()) == Set(1...4000))
      let other = try #require(seen.first { !$0.contains(500) && $0.count == 2000 })
      #expect(Set(other).count == 2000)
      let events = cluster.journal.events
      let restarts = events.indices.filter {
        if case .jobRestarting(_, _, _, _, _, 1) = events[$0] { true } else { false }
      }
      #expect(restarts.count == 1)
      let later = events.dropFirst(restarts.first ?? 0)
      #expect(later.contains { if case .checkpointCompleted = $0 { true } else { false } }, "checkpoints go on")
    }
  }

  private func expected(_ count: Int) -> [String] {
    (0..<10).flatMap { key in (1...count / 10).map { "\(key) \($0)" } }.sorted()
  }

  @Test func aFolderThatHoldsResultsAlreadyEndsAJobAtOnceAndStaysAsItIs() async throws {
    try await withFolder { folder in
      try FileManager.default.createDirectory(atPath: "\(folder)/out", withIntermediateDirectories: true)
      try Data("0 0\n".utf8).write(to: URL(filePath: "\(folder)/out/part-7"))
      let cluster = try ClusterFixture()
      let (result, _) = try await cluster.run(
        ["--job", "recovers", "--output", "\(folder)/out", "--crash", "\(folder)/crash"],
        options: ["execution.checkpointing.dir": "\(folder)/state"], application: "StreamTestJob")
      #expect(result.status == .failed)
      #expect(result.failure?.message.contains("'\(folder)/out' holds results already: part-7") == true)
      #expect(!cluster.journal.statuses(of: "recovers").contains(.restarting))
      #expect(try lines(in: "\(folder)/out") == ["0 0"])
    }
  }

  @Test(arguments: [1, 2])
  func aWorkerThatIsKilledCostsNoRecordAndDoublesNone(parallelism: Int) async throws {
    try await withFolder { folder in
      let cluster = try ClusterFixture()
      let (result, ends) = try await cluster.run(
        ["--job", "recovers", "--output", "\(folder)/out", "--crash", "\(folder)/crash", "--count", "2000"],
        options: [
          "execution.checkpointing.dir": "\(folder)/state", "parallelism.default": "\(parallelism)",
          "restart-strategy.exponential-delay.initial-backoff": "50 ms",
        ], application: "StreamTestJob")
      #expect(result.status == .succeeded, "\(result.failure?.description ?? "")")
      #expect(ends == [nil, nil])
      #expect(FileManager.default.fileExists(atPath: "\(folder)/crash"))
      #expect(try lines(in: "\(folder)/out").sorted() == expected(2000))
      #expect(
        cluster.journal.statuses(of: "recovers") == [.created, .running, .restarting, .running, .finished])
      #expect(cluster.journal.events.contains { if case .jobRestored = $0 { true } else { false } })
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/state").isEmpty, "nothing is left")
    }
  }
}
