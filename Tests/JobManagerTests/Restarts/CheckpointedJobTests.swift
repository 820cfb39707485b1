import DreyModel
import Glibc
import Testing

@testable import JobManager

/// A job that goes on from its checkpoints.
@Suite struct CheckpointedJobTests {
  private static let options = [
    "execution.checkpointing.interval": "1 s", "execution.checkpointing.dir": "/state",
    "execution.checkpointing.num-retained": "2",
  ]
  private let all = [0, 1].flatMap { vertex in [0, 1].map { SubtaskID(vertex: vertex, index: $0) } }

  private func running(_ options: [String: String] = options) -> JobMasterHarness {
    var job = JobMasterHarness.running(options)
    for each in ["a", "b"] { job.all(each, .running) }
    return job
  }

  /// A checkpoint from its order to its end.
  private func checkpoint(_ job: inout JobMasterHarness, _ id: Int) {
    job.time += 1000
    job.handle(.timer(.checkpoints))
    job.handle(.checkpoint(.folderMade(id)))
    for (workerID, worker) in job.master.workers.sorted(by: { $0.key < $1.key }) {
      for subtask in worker.subtasks {
        let path = "/state/\(job.master.jobID)/chk-\(id)/\(subtask.vertex)-\(subtask.index)"
        let snapshot = SubtaskSnapshot(
          checkpointID: id, subtask: subtask, file: SnapshotFile(path: path, byteCount: 3))
        job.report(workerID.taskManager, .checkpoint(.acknowledged(snapshot)), attempt: workerID.attempt)
      }
    }
    job.handle(.checkpoint(.written(id)))
  }

  /// Ends the attempt, and begins the next.
  private func fail(_ job: inout JobMasterHarness) {
    let attempt = job.master.attempt
    job.handle(.taskManagerLost("a", reason: "gone"))
    job.end("b", signal: SIGTERM, attempt: attempt)
    job.time += 100_000
    job.handle(.timer(.backoff(attempt: attempt)))
    job.grant()
    for each in ["a", "b"] { job.report(each, .ready(dataPort: 5000), attempt: attempt + 1) }
    for each in ["a", "b"] { job.all(each, .running, attempt: attempt + 1) }
  }

  private func deployments(_ job: JobMasterHarness, attempt: Int) -> [WorkerDeployment] {
    job.actions.compactMap { action in
      guard case .send(_, .launch(let launch)) = action, launch.deployment.attempt == attempt else { return nil }
      return launch.deployment
    }
  }

  @Test func everyWorkerIsToldAndTheNextAttemptBeginsFromTheLatest() throws {
    var job = running()
    #expect(deployments(job, attempt: 0).allSatisfy { $0.checkpointing == CheckpointingMode() && $0.restored == nil })
    checkpoint(&job, 1)
    let told = job.actions.compactMap { action -> (String, WorkerCommand)? in
      if case .send(let to, .command(_, 0, let command)) = action { (to, command) } else { nil }
    }
    #expect(told.map(\.0) == ["a", "b", "a", "b"])
    #expect(told.last?.1 == .checkpointCompleted(1))
    checkpoint(&job, 2)
    fail(&job)
    let deployed = deployments(job, attempt: 1)
    #expect(deployed.count == 2)
    #expect(deployed.allSatisfy { $0.restored?.checkpointID == 2 && $0.restored?.isFallback == false })
    #expect(deployed[0].restored?.operators["source"]?.parts.count == 2)
    #expect(
      job.actions.contains(
        .report(
          .jobRestored(
            jobID: job.master.jobID, name: "count", checkpointID: 2, path: "/state/\(job.master.jobID)/chk-2"))))
    #expect(job.master.checkpoints.history.statistics.latest.restored?.id == 2)
    checkpoint(&job, 3)
    #expect(job.master.checkpoints.retained.checkpoints.map(\.id) == [3, 2])
  }

  @Test func theLossOfATaskManagerIsFollowedByARestartAtOnce() {
    var job = running()
    job.handle(.taskManagerLost("a", reason: "gone"))
    let actions = job.end("b", signal: SIGTERM)
    #expect(actions.contains(.requestSlots(keeping: [:])))
    #expect(job.statuses == [.created, .running, .restarting])
  }

  @Test func whatCannotBeReadIsFollowedByTheNextOlderOne() throws {
    var job = running()
    for id in 1...3 { checkpoint(&job, id) }
    fail(&job)
    let damage = Failure(.infrastructure, "the checksum is wrong")
    job.report("a", .checkpoint(.unreadable(all[0], checkpointID: 3, damage)), attempt: 1)
    job.fail("a", all[0], damage, attempt: 1)
    #expect(job.master.restartAt == job.time, "the strategy is not asked")
    #expect(job.master.cause?.failure.message.contains("checkpoint 3 in") == true)
    for each in ["a", "b"] { job.end(each, signal: SIGTERM, attempt: 1) }
    job.grant()
    let second = deployments(job, attempt: 2)
    #expect(second.count == 2)
    #expect(second.allSatisfy { $0.restored?.checkpointID == 2 && $0.restored?.isFallback == true })
    job.report("b", .checkpoint(.unreadable(all[1], checkpointID: 3, damage)), attempt: 2)
    #expect(job.master.status == .running, "that one is known")
    job.report("b", .checkpoint(.unreadable(all[1], checkpointID: 2, damage)), attempt: 2)
    #expect(job.master.status == .failing, "there is no other")
    for each in ["a", "b"] { job.end(each, signal: SIGTERM, attempt: 2) }
    #expect(job.result?.failure?.message.contains("none of its checkpoints can be read") == true)
    #expect(job.result?.failure?.details.first?.contains("the checksum is wrong") == true)
  }

  @Test func tooManyFailedCheckpointsFailTheAttempt() {
    var job = running()
    checkpoint(&job, 1)
    job.time += 1000
    job.handle(.timer(.checkpoints))
    job.handle(.checkpoint(.storageFailed(2, Failure(.infrastructure, "No space left on device"))))
    #expect(job.master.status == .restarting)
    #expect(job.master.cause?.failure.message.contains("No space left on device") == true)
    #expect(job.master.checkpoints.retained.latest?.checkpoint.id == 1)
  }

  @Test func aSavepointIsLoadedAndCheckedBeforeAnythingIsDeployed() {
    let state = [
      "source": OperatorSnapshot(maxParallelism: 128, parts: [.init(file: .init(path: "/s/x/f", byteCount: 1))])
    ]
    func found(_ operators: [String: OperatorSnapshot]) -> JobMaster.Event {
      let checkpoint = CompletedCheckpoint(id: 7, kind: .savepoint, path: "/s/x", timestamp: 1, byteCount: 1)
      let entry = RetainedCheckpoints.Entry(checkpoint: checkpoint, operators: operators, isOwned: false)
      return .loaded(FoundCheckpoints(entries: [entry], highestID: 7))
    }
    var options = Self.options
    options["execution.state-recovery.path"] = "file:///s/x"
    var job = JobMasterHarness(options: options)
    let first = job.handle(.submitted)
    #expect(first.contains(.load(.savepoint("/s/x"))))
    #expect(!job.master.isWaitingForSlots)
    #expect(job.handle(found(state)).contains(.requestSlots(keeping: [:])))
    job.grant()
    #expect(deployments(job, attempt: 0).allSatisfy { $0.restored?.checkpointID == 7 })

    var other = JobMasterHarness(options: options)
    other.handle(.submitted)
    other.handle(found(["elsewhere": OperatorSnapshot(maxParallelism: 128, parts: state["source"]?.parts ?? [])]))
    #expect(other.result?.status == .failed)
    #expect(other.result?.failure?.domain == .usage)

    var missing = JobMasterHarness(options: options)
    missing.handle(.submitted)
    missing.handle(.timer(.loading))
    #expect(missing.result?.failure?.domain == .timeout)
  }

  @Test func checkpointIDsGoOnFromASavepoint() {
    var options = Self.options
    options["execution.state-recovery.path"] = "/s/x"
    var job = JobMasterHarness(options: options)
    job.handle(.submitted)
    job.handle(.loaded(FoundCheckpoints(entries: [], highestID: 41)))
    job.grant()
    for each in ["a", "b"] { job.report(each, .ready(dataPort: 5000)) }
    for each in ["a", "b"] { job.all(each, .running) }
    checkpoint(&job, 42)
    #expect(job.master.checkpoints.retained.latest?.checkpoint.id == 42)
  }
}
