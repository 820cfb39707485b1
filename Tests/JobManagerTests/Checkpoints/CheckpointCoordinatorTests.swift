import DreyModel
import Testing

@testable import JobManager

@Suite struct CheckpointCoordinatorTests {
  private let sources = CoordinatorHarness.sources
  private let sinks = CoordinatorHarness.sinks

  @Test func aCheckpointFromItsOrderToItsEnd() throws {
    var job = try CoordinatorHarness.running()
    #expect(job.actions == [.wakeUp(after: 10_000)])
    #expect(job.pass(9999) == [.wakeUp(after: 1)])
    let begun = job.pass(1)
    #expect(begun == [.makeFolder(1, "\(job.folder)/chk-1"), .wakeUp(after: 5000)])
    let trigger = CheckpointTrigger(id: 1, timestamp: 1_011_000, kind: .checkpoint, folder: "\(job.folder)/chk-1")
    #expect(job.handle(.folderMade(1)) == [.tell(.triggerCheckpoint(trigger))])
    #expect(job.acknowledge(sources[0], 1, file: "a", operators: ["read"]) == [])
    #expect(job.acknowledge(sources[0], 1, file: "twice") == [], "once is enough")
    #expect(job.acknowledge(sources[1], 1, file: "b", bytes: 20, operators: ["read"]) == [])
    #expect(job.acknowledge(sinks[0], 1) == [])
    job.time += 30
    let last = job.acknowledge(sinks[1], 1)
    guard case .complete(let metadata, let checkpoint, let retained)? = last.first else {
      Issue.record("\(last)")
      return
    }
    #expect(metadata.operators.keys.sorted() == ["read"], "the others have no state")
    #expect(metadata.operators["read"]?.parts.map(\.file?.byteCount) == [10, 20])
    #expect(metadata.operators["read"]?.maxParallelism == 128)
    #expect(checkpoint.byteCount == 30)
    #expect(retained == [checkpoint])
    let done = job.handle(.written(1))
    #expect(
      done.first
        == .report(
          .checkpointCompleted(
            jobID: job.coordinator.jobID, name: "count", id: 1, kind: .checkpoint, path: checkpoint.path, bytes: 30,
            milliseconds: 30)))
    #expect(done.contains(.tell(.checkpointCompleted(1))))
    #expect(job.pass(4970) == [.wakeUp(after: 5000)], "at a fixed rate")
    #expect(job.coordinator.retained.latest?.checkpoint == checkpoint)
  }

  @Test func whatWasWrittenForACheckpointIsNotAllThatItHolds() throws {
    var job = try CoordinatorHarness.running()
    job.pass(10_000)
    job.handle(.folderMade(1))
    let earlier = [SnapshotFile(path: "\(job.folder)/chk-1/base", byteCount: 500)]
    job.acknowledge(sources[0], 1, file: "a", earlier: earlier, operators: ["read", "map"])
    for subtask in [sources[1]] + sinks { job.acknowledge(subtask, 1) }
    job.handle(.written(1))
    let statistics = job.coordinator.history.summarized
    #expect(statistics.latest.completed?.checkpointedSize == 10)
    #expect(statistics.latest.completed?.stateSize == 510)
    #expect(statistics.summary.checkpointedSize.max == 10 && statistics.summary.stateSize.max == 510)
    let latest = try #require(job.coordinator.retained.latest)
    #expect(latest.checkpoint.byteCount == 510)
    #expect(latest.operators["map"]?.parts[0].earlier == earlier)
  }

  @Test func earlierFilesHaveToBeInTheFolderToo() throws {
    var job = try CoordinatorHarness.running(["tolerable-failed-checkpoints": "1"])
    job.pass(10_000)
    job.handle(.folderMade(1))
    let outside = [SnapshotFile(path: "\(job.folder)/chk-0/base", byteCount: 500)]
    job.acknowledge(sources[0], 1, file: "a", earlier: outside)
    #expect(job.pending == nil)
    #expect(job.coordinator.history.statistics.latest.failed?.failureMessage?.contains("outside of its folder") == true)
  }

  @Test func incrementsAreTakenWhereTheOptionSaysSo() throws {
    #expect(try !CoordinatorHarness().coordinator.settings.mode.isIncremental)
    #expect(try CoordinatorHarness(["incremental": "true"]).coordinator.settings.mode.isIncremental)
  }

  @Test func aSlowCheckpointPutsOffTheNextAndTheMinimumPauseIsKept() throws {
    var job = try CoordinatorHarness.running(["timeout": "1 min", "min-pause": "3 s"])
    job.pass(10_000)
    job.take(1)
    job.pass(15_000)
    #expect(job.pending == 1, "one at a time")
    #expect(job.handle(.written(1)).last == .wakeUp(after: 3000))
    #expect(job.pending == nil)
    job.pass(3000)
    #expect(job.pending == 2)
  }

  /// With two under way the second does not wait for the first, and a third waits.
  private func two(_ options: [String: String] = [:]) throws -> CoordinatorHarness {
    let all = ["timeout": "1 min", "max-concurrent-checkpoints": "2", "num-retained": "2"].merging(options) { $1 }
    var job = try CoordinatorHarness.running(all)
    for id in 1...2 {
      job.pass(10_000)
      job.handle(.folderMade(id))
    }
    return job
  }

  @Test func asManyAsAreAllowedAreUnderWayAtATime() throws {
    var job = try two()
    #expect(job.pending == 2)
    job.pass(10_000)
    #expect(job.coordinator.pending.map(\.id) == [1, 2])
    for id in 1...2 {
      for subtask in sources + sinks { job.acknowledge(subtask, id, file: "x") }
      #expect(job.handle(.written(id)).contains(.tell(.checkpointCompleted(id))))
    }
    #expect(job.pending == 3, "the third is due")
    #expect(job.coordinator.retained.checkpoints.map(\.id) == [2, 1])
  }

  @Test func oneThatIsCompleteTakesThePlaceOfThoseBeforeIt() throws {
    var job = try two()
    for subtask in sources + sinks { job.acknowledge(subtask, 2, file: "x") }
    // It would be told after the newer one, as the newest.
    for subtask in sources + sinks { job.acknowledge(subtask, 1, file: "x") }
    #expect(job.coordinator.pending.map(\.phase) == [.running, .writingMetadata])
    let done = job.handle(.written(2))
    #expect(done.contains(.tell(.checkpointAborted(1))) && done.contains(.delete("\(job.folder)/chk-1")))
    #expect(!done.contains { if case .fail = $0 { true } else { false } })
    #expect(job.coordinator.retained.checkpoints.map(\.id) == [2])
    #expect(job.coordinator.history.statistics.counts.inProgress == job.coordinator.pending.count)
  }

  @Test func oneThatFailsLeavesTheOther() throws {
    var job = try two(["tolerable-failed-checkpoints": "1"])
    job.handle(.report(.declined(sources[0], checkpointID: 1, Failure(.infrastructure, "disk full"))))
    for subtask in sources + sinks { job.acknowledge(subtask, 2, file: "x") }
    #expect(job.handle(.written(2)).contains(.tell(.checkpointCompleted(2))))
  }

  @Test func aSavepointWaitsUntilNothingElseIsUnderWay() throws {
    var job = try two()
    job.handle(.requested(SavepointRequest(id: .random(), kind: .savepoint, target: "/saved", suffix: "x")))
    job.pass(10_000)
    #expect(job.coordinator.pending.map(\.id) == [1, 2], "and none begins before it")
    for id in 1...2 {
      for subtask in sources + sinks { job.acknowledge(subtask, id, file: "x") }
      job.handle(.written(id))
    }
    #expect(job.coordinator.pending.map(\.trigger.kind) == [.savepoint])
  }

  @Test func aCheckpointThatSomebodyAskedForIsTheNewestForAWhile() throws {
    var job = try CoordinatorHarness.running(["interval": "500 ms"])
    job.handle(.requested(SavepointRequest(id: .random(), kind: .checkpoint, target: "/state", suffix: "x")))
    job.take(1)
    job.handle(.written(1))
    job.pass(9999)
    #expect(job.pending == nil && job.coordinator.retained.latest?.checkpoint.id == 1)
    job.pass(1)
    #expect(job.pending == 2)
  }

  @Test(arguments: [["min-pause": "1 ms"], ["unaligned.enabled": "true"]])
  func someOptionsLeaveRoomForOne(options: [String: String]) throws {
    let job = try CoordinatorHarness(["max-concurrent-checkpoints": "3"].merging(options) { $1 })
    #expect(job.coordinator.settings.maxConcurrent == 1)
  }

  @Test func whatTakesTooLongIsGivenUp() throws {
    var job = try CoordinatorHarness.running(["tolerable-failed-checkpoints": "1"])
    job.pass(10_000)
    job.take(1, of: sources)
    let given = job.pass(5000)
    #expect(given.contains(.tell(.checkpointAborted(1))))
    #expect(given.contains(.delete("\(job.folder)/chk-1")))
    #expect(CoordinatorHarness.failures(given).isEmpty)
    #expect(job.acknowledge(sinks[0], 1) == [], "too late")
    job.pass(5000)
    job.handle(.folderMade(2))
    let second = job.pass(5000)
    let failure = try #require(CoordinatorHarness.failures(second).first)
    #expect(failure.message.contains("checkpoint 2 failed: it took longer than 5000 ms"))
    #expect(failure.message.contains("tolerable-failed-checkpoints is 1"))
  }

  @Test func failuresCountOnlyInARow() throws {
    var job = try CoordinatorHarness.running(["tolerable-failed-checkpoints": "1"])
    for id in 1...6 {
      job.pass(10_000)
      #expect(job.pending == id)
      if id % 2 == 0 {
        job.complete(id)
      } else {
        #expect(
          CoordinatorHarness.failures(job.handle(.storageFailed(id, Failure(.infrastructure, "disk full")))).isEmpty)
      }
    }
    #expect(job.coordinator.history.statistics.counts.failed == 3)
    #expect(job.coordinator.history.statistics.counts.completed == 3)
    #expect(job.coordinator.history.statistics.latest.failed?.failureMessage == "disk full")
  }

  @Test func aSubtaskThatDeclinesNamesItself() throws {
    var job = try CoordinatorHarness.running()
    job.pass(10_000)
    job.handle(.folderMade(1))
    let actions = job.handle(
      .report(.declined(sinks[1], checkpointID: 1, Failure(.infrastructure, "No space left on device"))))
    let failure = try #require(CoordinatorHarness.failures(actions).first)
    #expect(failure.message.contains("subtask 'sink' (2/2) declined it: No space left on device"))
    #expect(job.handle(.report(.declined(sinks[1], checkpointID: 1, failure))) == [])
  }

  @Test func aFileOutsideOfTheFolderIsNoPartOfACheckpoint() throws {
    var job = try CoordinatorHarness.running()
    job.pass(10_000)
    job.handle(.folderMade(1))
    let snapshot = SubtaskSnapshot(
      checkpointID: 1, subtask: sinks[0], file: SnapshotFile(path: "/etc/passwd", byteCount: 1))
    #expect(!CoordinatorHarness.failures(job.handle(.report(.acknowledged(snapshot)))).isEmpty)
  }

  @Test func finishedSubtasksNeedNotAcknowledge() throws {
    var job = try CoordinatorHarness.running()
    job.handle(.finished(sources[0]))
    job.pass(10_000)
    job.handle(.folderMade(1))
    job.acknowledge(sources[1], 1, file: "x")
    job.handle(.finished(sources[1]))
    job.acknowledge(sinks[0], 1)
    let last = job.handle(.finished(sinks[1]))
    guard case .complete(let metadata, _, _)? = last.first else {
      Issue.record("\(last)")
      return
    }
    #expect(metadata.operators["read"]?.parts.map(\.isFinished) == [true, false])
    #expect(metadata.operators["map"]?.parts.map { $0.file != nil } == [false, true])
    #expect(metadata.operators["write"]?.parts.map(\.isFinished) == [false, true])
  }

  @Test func withoutASourceThereIsNoneUnlessSomebodyWaitsForALastOne() throws {
    var job = try CoordinatorHarness.running(["min-pause": "1 h"])
    job.pass(10_000)
    job.complete(1)
    for each in sources { job.handle(.finished(each)) }
    #expect(job.pass(100_000) == [])
    #expect(job.handle(.report(.awaitsFinal(sinks[0]))).first == .makeFolder(2, "\(job.folder)/chk-2"))
    job.handle(.folderMade(2))
    #expect(job.acknowledge(sinks[0], 2) == [])
    job.handle(.report(.awaitsFinal(sinks[1])))
    job.acknowledge(sinks[1], 2)
    #expect(job.handle(.written(2)).contains(.tell(.checkpointCompleted(2))))
    #expect(job.pending == nil, "both were served by it")
  }

  @Test func whoWaitsAfterHavingAcknowledgedGetsAnotherOne() throws {
    var job = try CoordinatorHarness.running()
    job.pass(10_000)
    job.take(1)
    for each in sources { job.handle(.finished(each)) }
    job.handle(.report(.awaitsFinal(sinks[0])))
    job.handle(.written(1))
    #expect(job.pending == 2)
    job.handle(.storageFailed(2, Failure(.infrastructure, "disk full")))
    #expect(job.pending == nil)
    #expect(job.pass(1000).contains(.makeFolder(3, "\(job.folder)/chk-3")), "it is tried again")
    job.handle(.finished(sinks[0]))
  }

  @Test func whoseInputEndedBeforeTheBarrierGetsAnotherOne() throws {
    var job = try CoordinatorHarness.running(["timeout": "10 min"])
    job.pass(10_000)
    job.handle(.folderMade(1))
    for each in sources { job.handle(.finished(each)) }
    job.acknowledge(sinks[0], 1)
    #expect(job.handle(.report(.awaitsFinal(sinks[1]))) == [.wakeUp(after: 1000)])
    let next = job.pass(1000)
    #expect(next.contains(.tell(.checkpointAborted(1))))
    #expect(next.contains(.makeFolder(2, "\(job.folder)/chk-2")))
    #expect(CoordinatorHarness.failures(next).isEmpty)
    job.handle(.folderMade(2))
    for each in sinks { job.handle(.report(.awaitsFinal(each))) }
    for each in sinks { job.acknowledge(each, 2) }
    #expect(job.pass(1000).isEmpty || job.pending == 2)
    #expect(job.handle(.written(2)).contains(.tell(.checkpointCompleted(2))))
  }

  @Test func whoseInputEndsBeforeAllSubtasksRunIsNotForgotten() throws {
    var job = try CoordinatorHarness()
    #expect(job.handle(.report(.awaitsFinal(sinks[0]))) == [])
    #expect(job.handle(.running(finished: [sources[0]])).first == .makeFolder(1, "\(job.folder)/chk-1"))
  }

  @Test func onlySoManyAreKept() throws {
    var job = try CoordinatorHarness.running(["num-retained": "2"])
    for id in 1...4 {
      job.pass(10_000)
      job.complete(id)
    }
    let deleted = job.actions.compactMap { if case .delete(let path) = $0 { path } else { nil } }
    #expect(deleted == ["\(job.folder)/chk-1", "\(job.folder)/chk-2"])
    #expect(job.coordinator.retained.checkpoints.map(\.id) == [4, 3])
    job.coordinator.markUnreadable(4)
    #expect(job.coordinator.retained.latest?.checkpoint.id == 3)
    job.coordinator.markUnreadable(3)
    #expect(job.coordinator.retained.areAllUnreadable)
  }

  @Test(
    arguments: [
      (nil, JobStatus.finished, false), (nil, .failed, false), (nil, .canceled, false),
      ("RETAIN_ON_CANCELLATION", .finished, false), ("RETAIN_ON_CANCELLATION", .failed, true),
      ("RETAIN_ON_CANCELLATION", .canceled, true), ("DELETE_ON_CANCELLATION", .failed, true),
      ("DELETE_ON_CANCELLATION", .canceled, false),
    ] as [(String?, JobStatus, Bool)])
  func whatStaysWhenTheJobEnds(retention: String?, status: JobStatus, stays: Bool) throws {
    var job = try CoordinatorHarness.running(["externalized-checkpoint-retention": retention ?? ""])
    job.pass(10_000)
    job.complete(1)
    job.pass(10_000)
    let kept = stays ? ["\(job.folder)/chk-1"] : []
    #expect(job.handle(.jobEnded(status)).last == .clean(job.folder, keeping: kept))
    var idle = try CoordinatorHarness.running()
    #expect(idle.handle(.jobEnded(status)) == [], "nothing was written")
  }

  @Test func anAttemptThatEndsTakesItsCheckpointAlong() throws {
    var job = try CoordinatorHarness.running()
    job.pass(10_000)
    job.complete(1)
    job.pass(10_000)
    job.take(2)
    #expect(job.handle(.interrupted(Failure(.user, "crash"))) == [])
    #expect(job.handle(.written(2)) == [], "it was given up")
    #expect(job.pass(100_000) == [], "nothing runs")
    #expect(job.handle(.running(finished: [])).first == .delete("\(job.folder)/chk-2"))
    job.pass(10_000)
    #expect(job.pending == 3, "ids are not used twice")
    #expect(job.coordinator.retained.latest?.checkpoint.id == 1)
  }

  @Test(arguments: [
    ["interval": "soon"], ["interval": "1 ms"], ["dir": "relative/path"], ["dir": ""], ["mode": "TWICE"],
    ["num-retained": "0"], ["externalized-checkpoint-retention": "MAYBE"], ["dir": "hdfs://x/y"],
  ])
  func whatCannotBeIsAUsageError(options: [String: String]) {
    let failure = #expect(throws: Failure.self) { try CoordinatorHarness(options) }
    #expect(failure?.domain == .usage)
    #expect(failure?.message.contains("execution.checkpointing.") == true)
  }
}
