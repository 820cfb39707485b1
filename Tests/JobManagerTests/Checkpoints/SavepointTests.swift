import DreyModel
import Testing

@testable import JobManager

@Suite struct SavepointTests {
  private func job(_ options: [String: String] = [:]) throws -> CoordinatorHarness { try .running(options) }

  private func path(_ job: CoordinatorHarness) -> String {
    "/saved/savepoint-\(job.coordinator.jobID.hex.prefix(6))-0123456789ab"
  }

  @Test func aSavepointIsTakenAtOnceAndIsNoneOfTheJobsOwn() throws {
    var job = try job(["interval": "", "dir": ""])
    let request = job.request(.savepoint)
    #expect(job.operation(request) == .inProgress)
    #expect(job.actions.contains(.makeFolder(1, path(job))))
    job.complete(1)
    #expect(job.operation(request) == .completed(path: path(job)))
    #expect(!job.actions.contains(.tell(.checkpointCompleted(1))), "nothing is committed that recovery would do again")
    #expect(job.coordinator.retained.latest == nil)
    #expect(job.coordinator.history.statistics.latest.savepoint?.externalPath == path(job))
    #expect(!job.actions.contains { if case .delete = $0 { true } else { false } })
    #expect(job.handle(.jobEnded(.finished)) == [])
  }

  @Test func aSavepointWaitsForTheCheckpointUnderWay() throws {
    var job = try job()
    job.pass(10_000)
    let request = job.request(.savepoint)
    #expect(job.pending == 1)
    job.complete(1)
    #expect(job.pending == 2)
    job.handle(.folderMade(2))
    job.pass(5000)
    guard case .failed(let failure)? = job.operation(request) else {
      Issue.record("not failed")
      return
    }
    #expect(failure.message.contains("savepoint 2 failed: it took longer"))
    #expect(CoordinatorHarness.failures(job.actions).isEmpty, "the job goes on")
    #expect(job.actions.contains(.delete(path(job))))
  }

  @Test func aSourceThatHasReadEverythingIsInItAlthoughItWritesNothing() throws {
    var job = try job()
    _ = job.request(.stop)
    job.handle(.folderMade(1))
    for source in CoordinatorHarness.sources { job.acknowledge(source, 1, operators: ["read"]) }
    for sink in CoordinatorHarness.sinks { job.acknowledge(sink, 1, operators: []) }
    let metadata = job.actions.compactMap { if case .complete(let metadata, _, _) = $0 { metadata } else { nil } }
    let source = try #require(metadata.first?.operators["read"])
    #expect(source.isSource == true && source.parts.count == 2)
    #expect(source.parts.allSatisfy { $0.file == nil && !$0.isFinished })
    #expect(metadata.first?.operators.count == 1, "nobody else has anything that could be missed")
  }

  @Test func aJobIsCancelledWithASavepointOnceThatIsComplete() throws {
    var job = try job()
    let request = job.request(.savepoint, cancelsJob: true)
    let before = job.actions.count
    job.complete(1)
    #expect(job.operation(request) == .completed(path: path(job)))
    let reasons = job.actions[before...].compactMap { if case .cancel(let reason) = $0 { reason } else { nil } }
    #expect(reasons.map(\.domain) == [.cancelled])
    #expect(reasons.first?.message.contains(path(job)) == true)
    #expect(CoordinatorHarness.triggered(job.pass(100_000)).isEmpty)
    let again = job.request(.savepoint)
    if case .failed? = job.operation(again) {} else { Issue.record("the job is about to end") }
  }

  @Test func aJobGoesOnWhenItsLastSavepointFails() throws {
    var job = try job()
    let request = job.request(.savepoint, cancelsJob: true)
    job.handle(.folderMade(1))
    job.pass(5000)
    if case .failed? = job.operation(request) {} else { Issue.record("not failed") }
    #expect(!job.actions.contains { if case .cancel = $0 { true } else { false } })
    job.pass(10_000)
    #expect(job.pending == 2, "checkpoints are taken again")
  }

  @Test(arguments: [SnapshotKind.stop, .drain])
  func stoppingIsDoneWhenTheJobHasFinished(kind: SnapshotKind) throws {
    var job = try job()
    let request = job.request(kind)
    job.take(1)
    job.handle(.report(.awaitsFinal(CoordinatorHarness.sinks[0])))
    job.handle(.written(1))
    #expect(job.actions.contains(.tell(.checkpointCompleted(1))))
    #expect(job.operation(request) == .inProgress)
    #expect(job.pass(100_000) == [], "nothing more is taken")
    let again = job.request(.savepoint)
    if case .failed(let failure)? = job.operation(again) { #expect(failure.message.contains("is being stopped")) }
    for each in CoordinatorHarness.all { job.handle(.finished(each)) }
    job.handle(.jobEnded(.finished))
    #expect(job.operation(request) == .completed(path: path(job)))
  }

  @Test func whenTheJobFailsBeforeItHasStoppedItSaysWhereTheSavepointIs() throws {
    var job = try job()
    let request = job.request(.stop)
    job.complete(1)
    job.handle(.interrupted(Failure(.user, "crash")))
    guard case .failed(let failure)? = job.operation(request) else {
      Issue.record("not failed")
      return
    }
    #expect(failure.message.contains(path(job)))
    #expect(job.coordinator.retained.latest?.checkpoint.path == path(job), "what was committed is not done again")
    job.handle(.running(finished: []))
    job.pass(10_000)
    #expect(job.pending == 2)
    job.complete(2)
    #expect(!job.actions.contains(.delete(path(job))), "it belongs to whoever asked for it")
  }

  @Test func sourcesThatHaveStoppedForASavepointThatFailsAreBegunAnew() throws {
    var job = try job(["tolerable-failed-checkpoints": "10"])
    let request = job.request(.stop)
    job.handle(.folderMade(1))
    let actions = job.handle(
      .report(.declined(CoordinatorHarness.sinks[0], checkpointID: 1, Failure(.infrastructure, "disk full"))))
    #expect(CoordinatorHarness.failures(actions).count == 1)
    if case .failed? = job.operation(request) {} else { Issue.record("not failed") }
    let second = job.request(.stop)
    let early = job.handle(.storageFailed(2, Failure(.infrastructure, "no such folder")))
    #expect(CoordinatorHarness.failures(early).isEmpty, "nobody had been told")
    if case .failed? = job.operation(second) {} else { Issue.record("not failed") }
  }

  @Test func whatCannotBeSavedIsRefused() throws {
    var job = try CoordinatorHarness()
    let early = job.request(.savepoint)
    if case .failed(let failure)? = job.operation(early) { #expect(failure.message.contains("is not running")) }
    job.handle(.running(finished: Set(CoordinatorHarness.sources)))
    let late = job.request(.savepoint)
    if case .failed(let failure)? = job.operation(late) { #expect(failure.message.contains("about to end")) }
    #expect(job.pending == nil)
  }

  @Test func aCheckpointCanBeAskedForAsWell() throws {
    var job = try job()
    let request = job.request(.checkpoint)
    job.complete(1)
    #expect(job.operation(request) == .completed(path: "\(job.folder)/chk-1"))
    #expect(job.coordinator.retained.latest?.isOwned == true)
  }
}
