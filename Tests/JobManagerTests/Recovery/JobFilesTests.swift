import ChildProcess
import ControlPlane
import DreyModel
import FoundationEssentials
import Testing

@testable import JobManager

/// What a JobManager keeps for the one after it.
@Suite struct JobFilesTests {
  private static func with(_ body: (JobFiles) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-ha-\(UInt64.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let files = JobFiles(folder: "\(folder)/cluster")
    #expect(try files.load().running.isEmpty)
    try body(files)
  }

  static func job(_ name: String, index: Int = 0, at time: Int = 0) -> StoredJob {
    StoredJob(
      jobID: .random(),
      submission: JobSubmission(
        executionIndex: index, graph: JobGraph(name: name, vertices: [], edges: []),
        main: MainRecord(values: ["id": "1"], captures: [7: CapturedValues(digest: "0", shown: ["Int '1'"])]),
        environment: ["TOKEN": "secret"]),
      artifact: Artifact(sha256: String(repeating: "a", count: 64), size: 1), arguments: ["x"], environment: [:],
      earlier: [], submittedAt: time)
  }

  static func finished(_ job: StoredJob, _ accumulators: [String: AccumulatorValue] = [:]) -> JobResult {
    JobResult(
      jobID: job.jobID, name: job.submission.graph.name, status: .finished, netRuntime: 5, accumulators: accumulators)
  }

  /// The job as it is kept when it has ended.
  static func ended(
    _ job: StoredJob, _ accumulators: [String: AccumulatorValue] = [:]
  ) -> (job: EndedJob, archive: JobArchive) {
    let result = finished(job, accumulators)
    let report = JobReport(job, result)
    return (EndedJob(report, digest: job.digest), JobArchive(report, result, values: job.submission.main.values))
  }

  private static let checkpoint = CompletedCheckpoint(
    id: 7, kind: .checkpoint, path: "/c/chk-7", timestamp: 1, byteCount: 9)

  @Test func nobodyElseReadsTheVariablesOfAJob() throws {
    try Self.with { files in
      let job = Self.job("secret")
      try files.write(job)
      let path = "\(files.folder)/\(job.jobID).job"
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      #expect(try files.load().running.first?.submission == job.submission)
    }
  }

  @Test func whatIsKeptIsFound() throws {
    try Self.with { files in
      let (late, early, over) = (Self.job("late", at: 2), Self.job("early", at: 1), Self.job("over"))
      for job in [late, early, over] { try files.write(job) }
      try files.write([Self.checkpoint], of: early.jobID)
      let splits = SourceSplits(shares: [SubtaskID(vertex: 0, index: 0): [1, 2], SubtaskID(vertex: 0, index: 1): []])
      for job in [early, over] { try files.write(splits, of: job.jobID) }
      let (ended, archive) = Self.ended(over)
      let bytes = try files.write(ended, archive)
      let found = try files.load()
      var expected = early
      expected.bytes = found.running[0].bytes
      var expectedLate = late
      expectedLate.bytes = found.running[1].bytes
      #expect(expectedLate.bytes > 100)
      expected.checkpoints = [Self.checkpoint]
      expected.splits = splits
      #expect(found.running == [expected, expectedLate])
      #expect(found.ended.map(\.job) == [ended] && found.ended.map(\.bytes) == [bytes])
      #expect(try files.archive(of: over.jobID).archive == archive)
      #expect(try Folder.names(in: files.folder).filter { $0.hasPrefix(over.jobID.hex) } == ["\(over.jobID).ended"])
      #expect(found.problems.isEmpty && found.application == nil)
      files.remove(over.jobID)
      #expect(try files.load().ended.isEmpty)
      let result = ApplicationResult(status: .failed, jobs: [], failure: Failure(.user, "no"))
      try files.write(result)
      #expect(try files.load().application == result)
    }
  }

  enum Damage: CaseIterable { case torn, flipped, older, empty, foreign }

  private static func damage(_ path: String, _ damage: Damage) throws {
    var bytes = Array(try Data(contentsOf: URL(filePath: path)))
    switch damage {
    case .torn: bytes.removeLast(3)
    case .flipped: bytes[bytes.count - 4] ^= 1
    case .older:
      bytes = Array(String(decoding: bytes, as: UTF8.self).replacing(" 1 ", with: " 0 ", maxReplacements: 1).utf8)
    case .empty: bytes = []
    case .foreign: bytes = Array("{}".utf8)
    }
    try Data(bytes).write(to: URL(filePath: path))
  }

  @Test(arguments: Damage.allCases) func aDamagedJobIsNamedAndLeftOut(damage: Damage) throws {
    try Self.with { files in
      let (job, other) = (Self.job("job"), Self.job("other"))
      for each in [job, other] { try files.write(each) }
      let path = "\(files.folder)/\(job.jobID).job"
      try Self.damage(path, damage)
      let found = try files.load()
      #expect(found.running.map(\.jobID) == [other.jobID])
      #expect(found.unreadable == [job.jobID])
      #expect(found.problems.count == 1)
      #expect(found.problems.first?.message.contains(path) == true)
    }
  }

  @Test(arguments: Damage.allCases) func whereTheRestIsDamagedNothingIsDoneTwice(damage: Damage) throws {
    try Self.with { files in
      let (over, running) = (Self.job("over", at: 0), Self.job("running", at: 1))
      for each in [over, running] { try files.write(each) }
      let (ended, archive) = Self.ended(over)
      _ = try files.write(ended, archive)
      try files.write([Self.checkpoint], of: running.jobID)
      try Self.damage("\(files.folder)/\(over.jobID).ended", damage)
      try Self.damage("\(files.folder)/\(running.jobID).checkpoints", damage)
      let found = try files.load()
      #expect(found.running.isEmpty)
      #expect(found.lost.map(\.job.jobID) == [running.jobID])
      // A file whose end is damaged shows it when that end is read.
      let isHeadWhole = damage == .torn || damage == .flipped
      #expect(found.ended.map(\.job.id) == (isHeadWhole ? [over.jobID] : []))
      #expect(found.unreadable == (isHeadWhole ? [] : [over.jobID]))
      #expect(found.problems.count == (isHeadWhole ? 1 : 2))
      #expect(throws: Failure.self) { try files.archive(of: over.jobID) }
    }
  }

  @Test func whatAReleaseBeforeWroteIsConverted() throws {
    try Self.with { files in
      let job = Self.job("over", at: 7)
      let (id, hex) = (job.jobID, job.jobID.hex)
      let submission = String(decoding: try JSONEncoder().encode(job.submission), as: UTF8.self)
      let artifact = String(decoding: try JSONEncoder().encode(job.artifact), as: UTF8.self)
      let text = """
        {"jobID":"\(hex)","submission":\(submission),"artifact":\(artifact),"arguments":["x"],"environment":{},\
        "earlierResults":[null],"submittedAt":7,"checkpoints":[],"sessionJob":{"jobID":"\(hex)","jarID":"j",\
        "arguments":[],"earlierResults":[null],"submission":\(submission)}}
        """
      let old = try JSONDecoder().decode(StoredJob.self, from: Data(text.utf8))
      #expect(old.earlier == [.running] && old.digest?.count == 64)
      try CheckedFile(kind: "ha-job").write(old, to: "\(files.folder)/\(id).job")
      let result = Self.finished(job, ["all": .list(EncodedRecords(count: 1, bytes: [1, 2, 3]))])
      try CheckedFile(kind: "ha-result").write(result, to: "\(files.folder)/\(id).result")
      let found = try files.load()
      #expect(found.ended.map(\.job.id) == [id] && found.problems.isEmpty && found.running.isEmpty)
      #expect(found.ended[0].job.digest == old.digest)
      #expect(try files.archive(of: id).archive.result == result)
      #expect(try Folder.names(in: files.folder) == ["\(id).ended"])
      #expect(try files.load().ended.map(\.job) == found.ended.map(\.job))
    }
  }

  @Test func deathsAreCountedUntilTheNextCheckpoint() throws {
    try Self.with { files in
      let job = Self.job("job")
      try files.write(job)
      #expect(try files.load().unclean == nil)
      let run = JobManagerRun(startedAt: 1000, notedAt: 2000, memory: 500 << 20, memoryLimit: 512 << 20)
      try files.write(run)
      var found = try files.load()
      #expect(found.unclean == run && found.running.map(\.deaths) == [1])
      #expect(RepeatedDeaths.refusal(of: found.running[0]) == nil)
      try files.write(deaths: 2, of: job.jobID)
      found = try files.load()
      #expect(found.running.map(\.deaths) == [3])
      let refusal = try #require(RepeatedDeaths.refusal(of: found.running[0]))
      #expect(refusal.message.contains("3 JobManagers in a row") && refusal.advice?.contains("memory") == true)
      guard case .refuse = StandaloneRecovery(found, takesCheckpoints: { _ in true }) else {
        Issue.record("it is resumed")
        return
      }
      files.removeRun()
      #expect(try files.load().running.map(\.deaths) == [2], "that one had a clean end")
      try files.write([Self.checkpoint], of: job.jobID)
      try files.write(run)
      #expect(try files.load().running.map(\.deaths) == [1])
    }
  }

  @Test func whatIsSaidOfAKilledJobManagerIsWhatIsKnown() {
    var run = JobManagerRun(startedAt: 1000, notedAt: 2000, memory: 500 << 20, memoryLimit: 512 << 20)
    #expect(run.uncleanEnd(now: 61_000).contains("60 s"))
    #expect(run.uncleanEnd(now: 61_000).contains("500 MiB of memory of 512 MiB, so that it may have been killed"))
    run.memory = 100 << 20
    #expect(!run.uncleanEnd(now: 61_000).contains("want of memory"))
    #expect(run.differs(from: 132 << 20) && !run.differs(from: 120 << 20))
    run.memoryLimit = nil
    #expect(run.uncleanEnd(now: 61_000).hasSuffix("it used 100 MiB of memory"))
    #expect(OwnMemory.used > 1 << 20)
  }

  @Test func whatWasNotWrittenToItsEndIsRemoved() throws {
    try Self.with { files in
      try Data("half".utf8).write(to: URL(filePath: "\(files.folder)/0.job.tmp-abc"))
      _ = try files.load()
      #expect(try Folder.names(in: files.folder).isEmpty)
    }
  }

  @Test func theStoreKeepsTheOrderAndTellsOfProblems() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-ha-\(UInt64.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let journal = Journal()
    let store = FileJobStore(
      folder: folder, isForRecovery: true, cacheSize: 1 << 20, events: EventLog { journal.add($0) })
    _ = try await store.recover()
    let job = Self.job("job")
    store.accepted(job)
    try await store.checkpointCompleted(job.jobID, [Self.checkpoint])
    #expect(try await store.recover().running.first?.checkpoints == [Self.checkpoint])
    let (ended, archive) = Self.ended(job)
    #expect(await store.ended(ended, archive).value() ?? 0 > 0)
    #expect(try await store.archive(of: job.jobID) == archive)
    try await store.settled()
    #expect(try await store.recover().ended.count == 1)
    await store.removeAll()
    store.accepted(job)
    await #expect(throws: Failure.self) { try await store.settled() }
    #expect(journal.events.contains { if case .log(.warn, "recovery", _) = $0 { true } else { false } })
    await #expect(throws: Failure.self) { try await store.checkpointCompleted(job.jobID, []) }
  }
}

@Suite struct StandaloneRecoveryTests {
  private static func found(_ running: [StoredJob] = [], ended: [StoredJob] = []) -> RecoveredJobs {
    RecoveredJobs(running: running, ended: ended.map { (JobFilesTests.ended($0).job, 1) })
  }

  @Test func whatIsDoneDependsOnWhatWasLeft() {
    let job = JobFilesTests.job("job")
    #expect(StandaloneRecovery(Self.found()) { _ in true } == .begin)
    #expect(StandaloneRecovery(Self.found([job])) { _ in true } == .resume([job]))
    #expect(StandaloneRecovery(Self.found(ended: [job])) { _ in false } == .resume([]))
    let result = ApplicationResult(status: .succeeded, jobs: [])
    var over = Self.found([job])
    over.application = result
    #expect(StandaloneRecovery(over) { _ in true } == .ended(result))
  }

  @Test func nothingIsDoneTwice() {
    let job = JobFilesTests.job("job")
    var unreadable = Self.found()
    unreadable.problems = [Failure(.infrastructure, "it is damaged")]
    for (found, text) in [(Self.found([job]), "takes no checkpoints"), (unreadable, "it is damaged")] {
      guard case .refuse(let failure) = StandaloneRecovery(found, takesCheckpoints: { _ in false }) else {
        Issue.record("it goes on")
        continue
      }
      #expect(failure.domain == .infrastructure)
      #expect(failure.message.contains(text))
    }
  }
}
