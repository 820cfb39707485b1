import DreyModel
import Glibc
import StreamRecords
import Testing

@testable import DataStream
@testable import JobManager
@testable import TaskRuntime

/// A job is edited, and goes on from a savepoint or checkpoint of before: nothing that it writes is lost or comes twice.
@Suite(.timeLimit(.minutes(5))) struct EditedJobTests {
  private func program(_ job: EditedJob) throws -> JobProgram {
    try CapturingExecutor.program(parallelism: job.parallelism, job.define)
  }

  /// Runs a job until some of its results can be seen and others wait to be committed.
  private func interrupted(
    _ job: EditedJob, _ run: CheckpointedRun, by kind: SnapshotKind
  ) async throws -> RestoredState {
    let failure = try await run.attempt(
      try program(job), interval: 40_000, cut: (kind, afterCheckpoints: 2), jobToken: "before")
    try #require(failure?.domain == .cancelled, "\(String(describing: failure))")
    return try #require(run.completed.last)
  }

  private func assignment(_ program: JobProgram, ignoresUnclaimed: Bool = false) -> StateAssignment {
    StateAssignment(graph: program.graph, ignoresUnclaimed: ignoresUnclaimed)
  }

  private func lines(_ name: String, of job: EditedJob) throws -> [String] {
    try ExactlyOnceTests.lines(in: "\(job.folder)/\(name)")
  }

  @Test(arguments: EditedJob.Edit.allCases, [SnapshotKind.savepoint, SnapshotKind.checkpoint])
  func withUIDsNothingIsLostOrDoubled(_ edit: EditedJob.Edit, _ kind: SnapshotKind) async throws {
    let folder = try TemporaryFolder()
    var job = EditedJob(folder: folder.path)
    let run = CheckpointedRun(folder.path)
    let before = try await interrupted(job, run, by: kind)
    if kind == .savepoint { #expect(pendingResults(before) > 0, "there is something to lose") }
    (job.edit, job.pace) = (edit, 0)
    let edited = try program(job)
    let assignment = assignment(edited, ignoresUnclaimed: edit == .removesASink)
    let restored = try assignment.restore(before.checkpointID, before.operators, from: "/saved")
    let failure = try await run.attempt(edited, from: restored, jobToken: "after")
    #expect(failure == nil)
    for (name, expected) in EditedJob.expected where !(edit == .removesASink && name == "odds") {
      ExactlyOnceTests.compare(try lines(name, of: job), expected, "\(edit), \(name)")
    }
    switch edit {
    case .addsASink:
      let copied = try lines("copy", of: job)
      #expect(!copied.isEmpty && Set(copied).count == copied.count)
    case .removesASink:
      let omission = try #require(assignment.omission(before.operators, from: "/saved"))
      #expect(omission.contains("'odds-out'"))
      if kind == .savepoint { #expect(omission.contains("'odds-out Committer' (with ")) }
    default: #expect(assignment.omission(before.operators, from: "/saved") == nil)
    }
  }

  private func pendingResults(_ state: RestoredState) -> Int {
    state.operators.values.flatMap { $0.states ?? [] }.filter { $0.name == StateSummary.committables }
      .reduce(0) { $0 + $1.count }
  }

  /// Ids by place may be those of other operators then: the result is right, or the job is refused and has spoilt nothing.
  @Test(arguments: EditedJob.Edit.allCases)
  func withoutUIDsTheResultIsRightOrTheJobIsRefused(_ edit: EditedJob.Edit) async throws {
    let folder = try TemporaryFolder()
    var job = EditedJob(hasUIDs: false, folder: folder.path)
    let run = CheckpointedRun(folder.path)
    let before = try await interrupted(job, run, by: .savepoint)
    (job.edit, job.pace) = (edit, 0)
    let edited = try program(job)
    var failure: Failure?
    do {
      let restored = try assignment(edited).restore(before.checkpointID, before.operators, from: "/saved")
      failure = try await run.attempt(edited, from: restored, jobToken: "after")
    } catch let error as Failure { failure = error }
    for (name, expected) in EditedJob.expected {
      let lines = try lines(name, of: job)
      guard failure != nil else {
        ExactlyOnceTests.compare(lines, expected, "\(edit), \(name)")
        continue
      }
      #expect(Set(lines).isSubset(of: expected) && Set(lines).count == lines.count, "\(edit), \(name)")
    }
    if let failure { #expect(failure.isPermanent || failure.domain == .usage, "\(failure)") }
    if edit == .nothing { #expect(failure == nil) }
  }

  @Test func committersOfEarlierReleasesAreFoundByTheirPlace() async throws {
    let folder = try TemporaryFolder()
    let job = EditedJob(folder: folder.path)
    let run = CheckpointedRun(folder.path)
    let before = try await interrupted(job, run, by: .savepoint)
    let program = try program(job)
    let formerUIDs = program.graph.vertices.flatMap(\.operators).reduce(into: [String: String]()) { all, each in
      if let former = each.formerUID { all[each.uid] = former }
    }
    #expect(formerUIDs["counts-out Committer"]?.hasPrefix("Text File Committer-") == true)
    var old: [String: OperatorSnapshot] = [:]
    for (uid, snapshot) in before.operators { old[formerUIDs[uid] ?? uid] = snapshot }
    let restored = try assignment(program).restore(before.checkpointID, old, from: "/saved")
    #expect(Set(restored.operators.keys) == Set(before.operators.keys))
    for (uid, former) in formerUIDs where old[former] != nil { #expect(restored.operators[uid]?.storedUID == former) }
  }

  private func slowNumbers(_ env: StreamExecutionEnvironment) -> DataStream<Int> {
    env.generate(count: 20_000) { index in
      if index % 16 == 0 { usleep(100) }
      return index
    }.uid("numbers")
  }

  @Test func aStateOfAnotherTypeIsRefusedByName() async throws {
    let folder = try TemporaryFolder()
    func define<Key: StreamKey>(_ env: StreamExecutionEnvironment, _ key: @escaping @Sendable (Int) -> Key) {
      slowNumbers(env).keyBy(key).count().uid("counts").discard()
    }
    let run = CheckpointedRun(folder.path)
    let first = try CapturingExecutor.program(parallelism: 1) { define($0) { $0 % 10 } }
    _ = try await run.attempt(first, interval: 5000, cut: (.stop, afterCheckpoints: 1))
    let second = try CapturingExecutor.program(parallelism: 1) { define($0) { "\($0 % 10)" } }
    let failure = try #require(try await run.attempt(second))
    #expect(failure.message.contains("of 'counts' holds Int -> Int, where the job has String -> Int now"), "\(failure)")
    #expect(failure.isPermanent)
  }

  @Test func aStateThatNobodyTakesIsRefusedByName() async throws {
    let folder = try TemporaryFolder()
    let run = CheckpointedRun(folder.path)
    let first = try CapturingExecutor.program(parallelism: 1) { env in
      slowNumbers(env).keyBy { $0 % 10 }.count().uid("x").discard()
    }
    _ = try await run.attempt(first, interval: 5000, cut: (.stop, afterCheckpoints: 1))
    let second = try CapturingExecutor.program(parallelism: 1) { env in
      slowNumbers(env).map { $0 }.uid("x").discard()
    }
    let failure = try #require(try await run.attempt(second))
    #expect(failure.message.hasPrefix("the operator 'x' has no state "), "\(failure)")
    #expect(failure.advice?.contains("--allow-non-restored-state") == true)
    var restored = try #require(run.completed.last)
    restored.ignoresUnclaimed = true
    #expect(try await run.attempt(second, from: restored) == nil)
  }
}
