import DreyModel
import Glibc
import Testing

@testable import JobManager

@Suite struct JobMasterTests {
  private let source0 = SubtaskID(vertex: 0, index: 0)
  private let source1 = SubtaskID(vertex: 0, index: 1)
  private let reset = Failure(.infrastructure, "connection reset by peer")

  @Test func aJobFromSubmissionToEnd() {
    var job = JobMasterHarness.deploying()
    let launches = job.actions.compactMap { action -> (String, WorkerLaunch)? in
      if case .send(let to, .launch(let launch)) = action { (to, launch) } else { nil }
    }
    #expect(launches.map(\.0) == ["a", "b"])
    #expect(launches[0].1.deployment.subtasks == [source0, SubtaskID(vertex: 1, index: 0)])
    #expect(launches[1].1.deployment.subtasks == [source1, SubtaskID(vertex: 1, index: 1)])
    #expect(launches.allSatisfy { $0.1.deployment.executionIndex == 3 && $0.1.deployment.token == "token" })
    #expect(launches.allSatisfy { $0.1.deployment.fingerprint == job.master.submission.graph.fingerprint })
    #expect(launches.allSatisfy { $0.1.arguments == ["--input", "x"] && $0.1.environment == ["A": "B"] })
    #expect(
      launches.allSatisfy { $0.1.mainEnvironment == ["LIMIT": "50"] && $0.1.deployment.main.values == ["id": "1"] })
    #expect(launches.allSatisfy { $0.1.deployment.graph == job.master.submission.graph })

    #expect(job.report("b", .ready(dataPort: 5002)).isEmpty)
    let starts = job.report("a", .ready(dataPort: 5001))
    let peers = [
      WorkerAddress(host: "host-a", port: 5001, subtasks: launches[0].1.deployment.subtasks),
      WorkerAddress(host: "host-b", port: 5002, subtasks: launches[1].1.deployment.subtasks),
    ]
    #expect(starts == ["a", "b"].map { .send($0, .start(job.master.jobID, attempt: 0, peers: peers)) })

    job.all("a", .running)
    job.all("a", .finished)
    job.end("a", code: 0)
    job.all("b", .finished)
    #expect(job.result == nil, "the last worker may still be writing")
    job.end("b", code: 0)
    #expect(job.statuses == [.created, .running, .finished])
    #expect(job.result?.status == .finished)
    #expect(job.result?.netRuntime == 600)
    #expect(job.actions.suffix(2).first == .releaseSlots)
    #expect(job.master.subtasks.values.allSatisfy { $0 == .finished })
  }

  @Test func aWorkerThatEndsInMainIsToldOfEnvRunOnce() {
    var job = JobMasterHarness.deploying()
    job.end("a", code: 1, tail: ["port 39181 is taken"])
    let failure = job.master.cause?.failure
    #expect(failure?.message.contains("exited with code 1 while its main() was building the job") == true)
    #expect(failure?.advice?.contains("env.runOnce") == true && failure?.advice?.contains("env.isWorker") == true)
  }

  @Test func slotSharingGroupsGetSlotsOfTheirOwn() {
    var job = JobMasterHarness(sinkGroup: "heavy")
    #expect(job.master.neededSlots == 4)
    job.handle(.submitted)
    job.grant(["a", "b", "c", "a"])
    let sinks = [0, 1].map { SubtaskID(vertex: 1, index: $0) }
    let placed = job.master.workers.map { ($0.key.taskManager, $0.value.subtasks) }
    #expect(Dictionary(uniqueKeysWithValues: placed) == ["a": [source0, sinks[1]], "b": [source1], "c": [sinks[0]]])
  }

  @Test func whatSubtasksSayOfThemselvesIsAddedUp() {
    var job = JobMasterHarness.running()
    job.all("a", .running)
    func progress(_ subtask: SubtaskID, _ records: Int, list: Int? = nil) -> SubtaskProgress {
      var metrics = SubtaskMetrics()
      metrics.readRecords = records
      var accumulators = ["n": AccumulatorValue.longCounter(records)]
      if let list { accumulators["list"] = .list(EncodedRecords(count: 1, bytes: Array(repeating: 1, count: list))) }
      return SubtaskProgress(subtask: subtask, metrics: metrics, accumulators: accumulators)
    }
    // Not of this worker, or not running: ignored.
    job.report("b", .progress([progress(source0, 100), progress(source1, 100)]))
    #expect(job.master.view.accumulators.isEmpty)
    job.report("a", .progress([progress(source0, 2)]))
    job.report("a", .progress([progress(source0, 3)]))
    #expect(job.master.view == JobView(status: .running, accumulators: ["n": .longCounter(3)]))
    #expect(job.master.progress.metrics(of: source0)?.readRecords == 3)
    let last = SubtaskUpdate(subtask: source0, state: .finished, progress: progress(source0, 7, list: 600_000))
    job.report("a", .subtask(last))
    job.report("a", .progress([progress(source0, 100)]))
    #expect(job.master.view.accumulators["n"] == .longCounter(7))
    job.all("b", .running)
    job.report(
      "b", .subtask(SubtaskUpdate(subtask: source1, state: .finished, progress: progress(source1, 1, list: 1))))
    #expect(job.master.view.accumulators["n"] == .longCounter(8))
    #expect(job.master.view.accumulators["list"]?.summary == "2 records")
    let sink = SubtaskID(vertex: 1, index: 0)
    job.report(
      "a", .subtask(SubtaskUpdate(subtask: sink, state: .finished, progress: progress(sink, 1, list: 600_000))))
    #expect(job.master.view.accumulators["list"]?.kind == "FailedAccumulator")
  }

  @Test func aJobWaitsForSlotsAndSaysSoOncePerChange() {
    var job = JobMasterHarness()
    job.handle(.submitted)
    #expect(job.actions.contains(.startTimer(.slots(attempt: 0), milliseconds: 5000)))
    let missing = { (available: Int) in
      JobMaster.Action.report(.slotsMissing(job: "count", required: 2, available: available))
    }
    #expect(job.handle(.slotsMissing(available: 0)) == [missing(0)])
    #expect(job.handle(.slotsMissing(available: 0)) == [])
    #expect(job.handle(.slotsMissing(available: 1)) == [missing(1)])
    job.handle(.timer(.slots(attempt: 0)))
    #expect(job.statuses == [.created, .failing, .failed])
    let failure = job.result?.failure
    #expect(failure?.domain == .timeout)
    #expect(failure?.message == "job 'count' needs 2 slots, 1 were available within 5000 ms")
    #expect(failure?.advice?.contains("taskmanager.numberOfTaskSlots") == true)
  }

  @Test func theSlotTimerMeansNothingOnceThereAreSlots() {
    var job = JobMasterHarness.deploying()
    #expect(job.handle(.timer(.slots(attempt: 0))) == [])
    #expect(job.grant(["c"]) == [])
    #expect(job.master.status == .running)
  }

  @Test func aSubtaskThatThrowsFailsTheJobAndEndsTheOthers() {
    var job = JobMasterHarness.running()
    job.fail("a", source0, Failure(.user, "bad record"))
    #expect(job.statuses.last == .failing)
    #expect(job.cancelled == ["a", "b"])
    job.end("a", code: 1)
    #expect(job.result == nil)
    job.end("b", signal: SIGTERM)
    #expect(job.result?.status == .failed)
    #expect(job.result?.failure?.domain == .user)
    #expect(job.result?.failure?.message == "job 'count': 'source' (1/2) on TaskManager a failed: bad record")
    #expect(job.master.subtasks[source0] == .failed)
    #expect(job.master.subtasks[source1] == .canceled)
  }

  @Test(arguments: [(SIGILL, "SIGILL"), (SIGTRAP, "SIGTRAP"), (SIGKILL, "memory"), (SIGSEGV, "recursion")])
  func aCrashIsExplained(signal: Int32, word: String) throws {
    var job = JobMasterHarness.running()
    job.all("a", .running)
    job.end("a", signal: signal, tail: ["Fatal error: Index out of range"])
    #expect(job.cancelled == ["b"])
    job.end("b", signal: SIGTERM)
    let failure = try #require(job.result?.failure)
    #expect(failure.domain == .user)
    #expect(failure.message.contains("the worker on TaskManager a with 'source' (1/2), 'sink' (1/2) crashed with"))
    #expect(failure.message.contains(word))
    #expect(failure.details == ["Fatal error: Index out of range"])
    #expect(failure.advice != nil)
  }

  @Test func aBrokenConnectionDoesNotHideTheCrashThatCausedIt() {
    var job = JobMasterHarness.running()
    let first = job.fail("b", source1, reset)
    #expect(first.contains(.startTimer(.settling(attempt: 0), milliseconds: JobMaster.settlingTime)))
    #expect(job.cancelled.isEmpty)
    job.end("a", signal: SIGILL)
    #expect(job.cancelled == ["b"])
    job.end("b", signal: SIGTERM)
    #expect(job.result?.failure?.message.contains("SIGILL") == true)
    #expect(job.statuses == [.created, .running, .failing, .failed])
  }

  @Test func aCrashThatIsHeardOfAfterSettlingIsStillTheCause() {
    var job = JobMasterHarness.running()
    job.fail("b", source1, reset)
    job.handle(.timer(.settling(attempt: 0)))
    job.end("b", signal: SIGTERM)
    job.end("a", signal: SIGILL)
    #expect(job.result?.failure?.message.contains("SIGILL") == true)
  }

  @Test func aBrokenConnectionWithoutACauseIsTheCause() {
    var job = JobMasterHarness.running()
    job.fail("b", source1, reset)
    #expect(job.handle(.timer(.settling(attempt: 0))).contains(.send("a", .cancel(job.master.jobID, attempt: 0))))
    job.end("a", signal: SIGTERM)
    job.end("b", signal: SIGKILL)
    #expect(job.result?.failure?.domain == .infrastructure)
    #expect(job.result?.failure?.message.contains("connection reset by peer") == true)
  }

  @Test func ofTwoDecisiveFailuresTheFirstIsTheCause() {
    var job = JobMasterHarness.running()
    job.fail("a", source0, Failure(.user, "first"))
    job.fail("b", source1, Failure(.user, "second"))
    job.end("a", code: 1)
    job.end("b", code: 1)
    #expect(job.result?.failure?.message.contains("first") == true)
  }

  @Test func aLostTaskManagerFailsTheJob() {
    var job = JobMasterHarness.running()
    job.handle(.taskManagerLost("b", reason: "no sign of life for 50000 ms"))
    #expect(job.cancelled == ["a"])
    job.end("a", signal: SIGTERM)
    #expect(job.result?.failure?.domain == .infrastructure)
    #expect(job.result?.failure?.message.contains("TaskManager b") == true)
    #expect(job.result?.failure?.message.contains("no sign of life") == true)
    #expect(job.handle(.taskManagerLost("a", reason: "later")) == [])
  }

  @Test func aTaskManagerWithoutASubtaskOfTheJobMeansNothing() {
    var job = JobMasterHarness.running()
    #expect(job.handle(.taskManagerLost("z", reason: "gone")) == [])
    #expect(job.end("z", signal: SIGILL) == [])
    #expect(job.report("z", .ready(dataPort: 1)) == [])
  }

  @Test func aRefusalFailsTheJob() {
    var job = JobMasterHarness.deploying()
    job.report("a", .refused(Failure(.user, "another graph")))
    #expect(job.cancelled == ["a", "b"])
    job.end("a", code: 1)
    job.end("b")
    #expect(job.result?.failure?.message == "another graph")
  }

  @Test func aWorkerThatLeavesBeforeItsWorkIsDoneFailsTheJob() {
    var job = JobMasterHarness.running()
    job.end("a", code: 0)
    job.end("b", signal: SIGTERM)
    #expect(job.result?.status == .failed)
    #expect(job.result?.failure?.message.contains("exited with code 0 before its subtasks had finished") == true)
  }

  @Test(arguments: [
    WorkerEnd(exitCode: 3, signal: nil, standardErrorTail: []),
    WorkerEnd(exitCode: nil, signal: SIGSEGV, standardErrorTail: []),
  ])
  func aWorkerThatFailsAfterItsWorkFailsTheJob(end: WorkerEnd) {
    var job = JobMasterHarness.running()
    job.all("a", .finished)
    job.all("b", .finished)
    job.end("b", code: 0)
    job.end("a", code: end.exitCode, signal: end.signal)
    #expect(job.result?.status == .failed)
    #expect(job.result?.failure?.message.contains("may be incomplete") == true)
  }

  @Test func aWorkerThatLivesOnAfterItsWorkIsEnded() {
    var job = JobMasterHarness.running()
    job.all("a", .finished)
    #expect(job.actions.last == .startTimer(.exit(taskManager: "a", attempt: 0), milliseconds: 30_000))
    #expect(job.handle(.timer(.exit(taskManager: "b", attempt: 0))) == [], "b is at work")
    job.handle(.timer(.exit(taskManager: "a", attempt: 0)))
    #expect(job.cancelled == ["a", "b"])
    job.end("a", signal: SIGTERM)
    job.end("b", signal: SIGTERM)
    #expect(job.result?.status == .failed)
    #expect(job.result?.failure?.message.contains("did not exit within 30000 ms") == true)
  }

  @Test func theExitTimerMeansNothingOnceTheWorkerHasExited() {
    var job = JobMasterHarness.running()
    job.all("a", .finished)
    job.end("a", code: 0)
    #expect(job.handle(.timer(.exit(taskManager: "a", attempt: 0))) == [])
    #expect(job.master.status == .running)
  }

  @Test func cancellingEndsTheWorkersAndThenTheJob() {
    var job = JobMasterHarness.running()
    job.handle(.cancel(Failure(.cancelled, "stop")))
    #expect(job.statuses.last == .cancelling)
    #expect(job.cancelled == ["a", "b"])
    job.end("a", signal: SIGTERM)
    job.end("b", signal: SIGSEGV)
    #expect(job.statuses == [.created, .running, .cancelling, .canceled])
    #expect(job.result?.failure == Failure(.cancelled, "stop"))
    #expect(job.master.subtasks.values.allSatisfy { $0 == .canceled })
  }

  @Test func cancellingAJobThatWaitsEndsItAtOnce() {
    var job = JobMasterHarness()
    job.handle(.submitted)
    job.handle(.cancel(Failure(.cancelled, "stop")))
    #expect(job.statuses == [.created, .cancelling, .canceled])
    #expect(job.grant(["a"]) == [])
  }

  @Test func messagesOfAnotherAttemptAreIgnored() {
    var job = JobMasterHarness.running()
    #expect(job.end("a", signal: SIGILL, attempt: 1) == [])
    #expect(job.report("a", .refused(Failure(.user, "no")), attempt: 1) == [])
    job.end("a", signal: SIGILL)
    #expect(job.master.status == .failing)
  }

  @Test func nothingFollowsTheEnd() {
    var job = JobMasterHarness.running()
    for each in ["a", "b"] {
      job.all(each, .finished)
      job.end(each, code: 0)
    }
    #expect(job.result?.status == .finished)
    let events: [JobMaster.Event] = [
      .cancel(Failure(.cancelled, "late")), .timer(.settling(attempt: 0)), .slotsMissing(available: 0),
      .timer(.slots(attempt: 0)), .taskManagerLost("a", reason: "late"),
      .slotsGranted([JobMasterHarness.slot("a")], token: "t"), .timer(.backoff(attempt: 0)),
    ]
    for event in events { #expect(job.handle(event) == []) }
    #expect(job.end("a", signal: SIGILL) == [])
    #expect(job.fail("a", source0, reset) == [])
    #expect(job.report("a", .ready(dataPort: 7)) == [])
  }

  @Test func whatAWorkerSaysOfOthersSubtasksIsIgnored() {
    var job = JobMasterHarness.running()
    #expect(job.fail("a", source1, Failure(.user, "not mine")) == [])
    #expect(job.fail("a", SubtaskID(vertex: 9, index: -1), Failure(.user, "nobody's")) == [])
    #expect(job.master.status == .running)
  }

  @Test func anImpossiblePortIsNotPassedOn() {
    var job = JobMasterHarness.deploying()
    job.report("a", .ready(dataPort: 70_000))
    #expect(job.report("b", .ready(dataPort: 5000)) == [])
  }
}
