import DreyModel
import Glibc
import Testing

@testable import JobManager

/// Tests that the splits of a job's sources are decided once, whatever happens to the job.
@Suite struct JobSplitTests {
  private let sources = [0, 1].map { SubtaskID(vertex: 0, index: $0) }
  private let restarting = [
    "restart-strategy.type": "fixed-delay", "restart-strategy.fixed-delay.attempts": "9",
    "restart-strategy.fixed-delay.delay": "0 ms",
  ]

  private func parts(_ first: UInt8 = 1) -> [SplitsPart] {
    sources.map { SplitsPart(subtask: $0, bytes: [first, UInt8($0.index)]) }
  }

  private func asked(_ actions: [JobMaster.Action]) -> [String: [Int]] {
    actions.reduce(into: [:]) {
      if case .send(let to, .launch(let launch)) = $1 { $0[to] = launch.deployment.enumerates ?? [] }
    }
  }

  /// Returns the messages of splits that each TaskManager gets before it starts, and an empty one for its start.
  private func told(_ actions: [JobMaster.Action]) -> [String: [[SplitsPart]]] {
    var told: [String: [[SplitsPart]]] = [:]
    for action in actions {
      switch action {
      case .send(let to, .command(_, _, .splits(let parts))): told[to, default: []].append(parts)
      case .send(let to, .start): told[to, default: []] += [[]]
      default: break
      }
    }
    return told
  }

  private func kept(_ actions: [JobMaster.Action]) -> SourceSplits? {
    for case .keep(let splits, _) in actions { return splits }
    return nil
  }

  /// As it is when all that is to be read is kept and all subtasks run.
  private func running(_ options: [String: String] = [:], strategy: ShipStrategy = .hash) -> JobMasterHarness {
    var job = JobMasterHarness.deploying(options, strategy: strategy)
    job.report("a", .enumerated(parts()))
    for each in ["a", "b"] { job.report(each, .ready(dataPort: 5000)) }
    job.handle(.splitsKept(attempt: 0))
    for each in ["a", "b"] { job.all(each, .running) }
    return job
  }

  @Test func oneWorkerFindsOutWhatAllRead() throws {
    var job = JobMasterHarness.deploying()
    #expect(asked(job.actions) == ["a": [0], "b": []])
    // Nobody else is asked, and of nothing else.
    job.report("b", .enumerated(parts(9)))
    job.report("a", .enumerated([SplitsPart(subtask: SubtaskID(vertex: 1, index: 0), bytes: [9])]))
    job.report("a", .enumerated([SplitsPart(subtask: SubtaskID(vertex: 0, index: 7), bytes: [9])]))
    job.report("a", .enumerated([parts()[0]]))
    job.report("a", .enumerated([parts()[1], SplitsPart(subtask: sources[1], bytes: [5])]))
    job.report("b", .ready(dataPort: 5000))
    let ready = job.report("a", .ready(dataPort: 5000))
    #expect(kept(ready)?.shares == [sources[0]: [1, 0], sources[1]: [1, 1, 5]])
    #expect(told(ready).isEmpty, "nothing is read before it is known for good what is read")
    #expect(job.handle(.splitsKept(attempt: 3)).isEmpty)
    let started = job.handle(.splitsKept(attempt: 0))
    #expect(
      told(started) == [
        "a": [[SplitsPart(subtask: sources[0], bytes: [1, 0])], []],
        "b": [[SplitsPart(subtask: sources[1], bytes: [1, 1, 5])], []],
      ])
    #expect(job.handle(.splitsKept(attempt: 0)).isEmpty, "it starts once")
  }

  @Test func anotherAttemptReadsTheSame() {
    var job = running(restarting)
    job.fail("a", sources[0], Failure(.user, "bad record"))
    job.end("a", code: 1)
    job.end("b", signal: SIGTERM)
    #expect(asked(job.grant(["c", "d"])) == ["c": [], "d": []])
    job.report("c", .enumerated(parts(8)), attempt: 1)
    job.report("c", .ready(dataPort: 5000), attempt: 1)
    let started = job.report("d", .ready(dataPort: 5000), attempt: 1)
    #expect(told(started).values.joined().joined().sorted { $0.subtask < $1.subtask } == parts())
  }

  @Test func aRegionThatBeginsAgainReadsTheSame() {
    var job = running(restarting, strategy: .forward)
    job.fail("a", sources[0], Failure(.user, "bad record"))
    job.end("a", code: 1)
    #expect(asked(job.grant(["c"])) == ["c": []])
    let started = job.report("c", .ready(dataPort: 5000), attempt: 1)
    #expect(told(started) == ["c": [[parts()[0]], []]])
  }

  @Test func anAttemptThatNeverStartedHasDecidedNothing() {
    var job = JobMasterHarness.deploying(restarting)
    job.report("a", .enumerated(parts()))
    job.report("a", .ready(dataPort: 5000))
    job.handle(.taskManagerLost("b", reason: "gone"))
    job.end("a", signal: SIGTERM)
    #expect(asked(job.grant(["a", "c"])) == ["a": [0], "c": []])
    job.report("a", .enumerated(parts(2)), attempt: 1)
    job.report("c", .ready(dataPort: 5000), attempt: 1)
    #expect(kept(job.report("a", .ready(dataPort: 5000), attempt: 1))?.shares.values.allSatisfy { $0[0] == 2 } == true)
  }

  @Test func whatCouldNotBeKeptBeforeTheAttemptEndedIsKeptInTheNext() {
    var job = JobMasterHarness.deploying(restarting)
    job.report("a", .enumerated(parts()))
    for each in ["a", "b"] { job.report(each, .ready(dataPort: 5000)) }
    job.handle(.taskManagerLost("a", reason: "gone"))
    job.end("b", signal: SIGTERM)
    #expect(asked(job.grant(["c", "d"])) == ["c": [], "d": []])
    job.report("c", .ready(dataPort: 5000), attempt: 1)
    #expect(kept(job.report("d", .ready(dataPort: 5000), attempt: 1))?.byteCount == 4)
    #expect(job.handle(.splitsKept(attempt: 0)).isEmpty)
    #expect(told(job.handle(.splitsKept(attempt: 1))).count == 2)
  }

  @Test func aSourceThatGoesOnIsNotAsked() throws {
    var job = JobMasterHarness(options: restarting.merging(["execution.state-recovery.path": "/saved"]) { $1 })
    job.handle(.submitted)
    let parts = [0, 1].map { _ in OperatorSnapshot.Part(file: SnapshotFile(path: "/saved/x", byteCount: 1)) }
    let checkpoint = CompletedCheckpoint(id: 4, kind: .savepoint, path: "/saved", timestamp: 1, byteCount: 1)
    let entry = RetainedCheckpoints.Entry(
      checkpoint: checkpoint, operators: ["source": OperatorSnapshot(maxParallelism: 128, parts: parts)], isOwned: false
    )
    job.handle(.loaded(FoundCheckpoints(entries: [entry], highestID: 4)))
    #expect(asked(job.grant()) == ["a": [], "b": []])
    job.report("a", .ready(dataPort: 5000))
    #expect(told(job.report("b", .ready(dataPort: 5000))) == ["a": [[]], "b": [[]]])
  }

  @Test func aJobManagerThatIsStartedAgainKnows() {
    var job = JobMasterHarness()
    var settings = job.master.settings
    settings.splits = SourceSplits(shares: [sources[0]: [1, 0], sources[1]: [1, 1]])
    job.master = JobMaster(jobID: .random(), submission: job.master.submission, settings: settings, now: 0)
    job.handle(.submitted)
    #expect(asked(job.grant()) == ["a": [], "b": []])
    job.report("a", .ready(dataPort: 5000))
    let started = job.report("b", .ready(dataPort: 5000))
    #expect(told(started) == ["a": [[parts()[0]], []], "b": [[parts()[1]], []]])
  }

  @Test(arguments: [Failure.Domain.user, .infrastructure])
  func aFolderThatIsNotThereEndsTheJob(domain: Failure.Domain) {
    var job = JobMasterHarness.deploying(restarting)
    #expect(job.report("b", .enumerationFailed(vertex: 0, Failure(.user, "not asked"))).isEmpty)
    job.report("a", .enumerationFailed(vertex: 0, Failure(domain, "cannot read '/in'", advice: "Check it.")))
    job.end("a", code: 1)
    job.end("b", signal: SIGTERM)
    guard domain == .user else { return #expect(job.master.isWaitingForSlots) }
    let failure = job.result?.failure
    #expect(failure?.message == "job 'count': 'source' (1/2) on TaskManager a failed: cannot read '/in'")
    #expect(failure?.advice == "Check it." && failure?.domain == .user)
  }

  @Test func tooManySplitsEndTheJob() {
    var job = JobMasterHarness.deploying(restarting)
    let bytes = [UInt8](repeating: 1, count: SourceSplits.maximumByteCount)
    job.report("a", .enumerated([SplitsPart(subtask: sources[0], bytes: bytes)]))
    #expect(job.master.phase == .deploying)
    job.report("a", .enumerated([SplitsPart(subtask: sources[1], bytes: [1])]))
    job.end("a", signal: SIGTERM)
    job.end("b", signal: SIGTERM)
    #expect(job.result?.failure?.message.contains("what 'source' reads is cut into too many splits") == true)
    #expect(job.master.assignment.splits.isEmpty, "an ended job holds none")
  }
}
