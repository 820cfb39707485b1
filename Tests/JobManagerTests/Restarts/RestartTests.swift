import DreyModel
import Glibc
import Testing

@testable import JobManager

/// A job that fails and is restarted.
@Suite struct RestartTests {
  private static let twice = [
    "restart-strategy.type": "fixed-delay", "restart-strategy.fixed-delay.attempts": "2",
    "restart-strategy.fixed-delay.delay": "100 ms",
  ]
  private let source0 = SubtaskID(vertex: 0, index: 0)

  private func failed() -> JobMasterHarness {
    var job = JobMasterHarness.running(Self.twice)
    job.fail("a", source0, Failure(.user, "bad record"))
    return job
  }

  /// Until the next attempt waits for slots.
  private func restarting() -> JobMasterHarness {
    var job = failed()
    job.end("a", code: 1)
    job.end("b", signal: SIGTERM)
    job.time += 100
    job.handle(.timer(.backoff(attempt: 0)))
    return job
  }

  @Test func theWorkersEndAndAfterAWhileTheNextAttemptBegins() throws {
    var job = failed()
    #expect(job.statuses.last == .restarting)
    #expect(job.cancelled == ["a", "b"])
    #expect(
      job.actions.contains {
        if case .report(.jobRestarting(_, "count", 1, 100, let failure, nil)) = $0 {
          failure.message.contains("bad record")
        } else {
          false
        }
      })
    job.end("a", code: 1)
    #expect(job.end("b", signal: SIGTERM) == [.startTimer(.backoff(attempt: 0), milliseconds: 100)])
    job.time += 100
    let begun = job.handle(.timer(.backoff(attempt: 0)))
    #expect(begun == [.startTimer(.slots(attempt: 1), milliseconds: 5000), .requestSlots(keeping: [:])])
    #expect(job.master.isWaitingForSlots && job.master.attempt == 1)
    #expect(job.master.subtasks.values.allSatisfy { $0 == .scheduled })

    job.handle(.slotsGranted([JobMasterHarness.slot("b"), JobMasterHarness.slot("c")], token: "another"))
    let launches = job.actions.compactMap { action -> (String, WorkerDeployment)? in
      if case .send(let to, .launch(let launch)) = action { (to, launch.deployment) } else { nil }
    }.suffix(2)
    #expect(launches.map(\.0) == ["b", "c"])
    #expect(launches.allSatisfy { $0.1.attempt == 1 && $0.1.token == "another" && $0.1.restored == nil })
    for each in ["b", "c"] { job.report(each, .ready(dataPort: 5000), attempt: 1) }
    for each in ["b", "c"] {
      job.all(each, .finished, attempt: 1)
      job.end(each, code: 0, attempt: 1)
    }
    #expect(job.statuses == [.created, .running, .restarting, .running, .finished])
    #expect(job.master.failures.entries.map(\.failure.domain) == [.user])
  }

  @Test func whenItHasBeenRestartedOftenEnoughItFails() {
    var job = restarting()
    for attempt in 1...2 {
      job.grant()
      for each in ["a", "b"] { job.report(each, .ready(dataPort: 5000), attempt: attempt) }
      job.end("a", signal: SIGILL, attempt: attempt)
      job.end("b", signal: SIGTERM, attempt: attempt)
      job.time += 100
      job.handle(.timer(.backoff(attempt: attempt)))
    }
    #expect(job.result?.status == .failed)
    #expect(job.result?.failure?.message.contains("SIGILL") == true)
    #expect(job.result?.failure?.message.contains("after 2 restarts") == true)
    #expect(job.statuses.suffix(3) == [.running, .failing, .failed])
  }

  @Test func messagesOfEarlierAttemptsAreIgnored() {
    var job = restarting()
    job.grant()
    #expect(job.report("a", .ready(dataPort: 1), attempt: 0) == [])
    #expect(job.end("a", signal: SIGILL, attempt: 0) == [])
    #expect(job.handle(.timer(.backoff(attempt: 0))) == [])
    #expect(job.handle(.timer(.cancellation(attempt: 0))) == [])
    #expect(job.handle(.timer(.slots(attempt: 0))) == [])
    #expect(job.master.status == .running)
  }

  @Test func aLostTaskManagerIsNotWaitedFor() {
    var job = JobMasterHarness.running(Self.twice)
    job.handle(.taskManagerLost("b", reason: "gone"))
    job.end("a", signal: SIGTERM)
    #expect(job.master.phase == .backingOff)
  }

  @Test func aWorkerThatDoesNotEndCountsAsLostAfterAWhile() {
    var job = failed()
    job.end("a", code: 1)
    #expect(job.actions.contains(.startTimer(.cancellation(attempt: 0), milliseconds: 30_000)))
    job.time += 30_000
    let actions = job.handle(.timer(.cancellation(attempt: 0)))
    #expect(actions.first == .abandon("b"))
    #expect(job.master.attempt == 1)
  }

  @Test func workersThatNeverGetReadyFailTheAttempt() {
    var job = JobMasterHarness.deploying(Self.twice)
    job.report("a", .ready(dataPort: 5000))
    job.handle(.timer(.deployment(attempt: 0)))
    #expect(job.master.status == .restarting)
    #expect(job.master.cause?.failure.message.contains("the workers on b were not ready within 300000 ms") == true)
    job.end("a", signal: SIGTERM)
    job.end("b", signal: SIGTERM)
    job.time += 100
    job.handle(.timer(.backoff(attempt: 0)))
    job.grant()
    for each in ["a", "b"] { job.report(each, .ready(dataPort: 5000), attempt: 1) }
    #expect(job.handle(.timer(.deployment(attempt: 1))) == [])
  }

  @Test func waitingForSlotsAgainIsAFailureLikeOthersAndTheFirstTimeTheEnd() {
    var job = restarting()
    job.handle(.slotsMissing(available: 1))
    job.handle(.timer(.slots(attempt: 1)))
    #expect(job.master.phase == .backingOff)
    #expect(job.master.cause?.failure.domain == .timeout)
    var first = JobMasterHarness(options: Self.twice)
    first.handle(.submitted)
    first.handle(.timer(.slots(attempt: 0)))
    #expect(first.result?.status == .failed)
  }

  @Test(arguments: [0, 1, 2])
  func cancellingWhileItRestartsIsTheEnd(stage: Int) {
    var job = failed()
    if stage > 0 {
      job.end("a", code: 1)
      job.end("b", signal: SIGTERM)
    }
    if stage > 1 {
      job.time += 100
      job.handle(.timer(.backoff(attempt: 0)))
    }
    job.handle(.cancel(Failure(.cancelled, "stop")))
    if stage == 0 {
      #expect(job.result == nil)
      job.end("a", code: 1)
      job.end("b", signal: SIGTERM)
    }
    #expect(job.result?.status == .canceled)
    #expect(job.result?.failure == Failure(.cancelled, "stop"))
    #expect(job.statuses.suffix(3) == [.restarting, .cancelling, .canceled])
    #expect(job.handle(.timer(.backoff(attempt: 0))) == [])
  }

  @Test func whatWouldOnlyHappenAgainIsNotTriedAgain() {
    var job = JobMasterHarness.deploying(Self.twice)
    job.report("a", .refused(Failure(.user, "another graph")))
    #expect(job.master.status == .failing)
    var later = JobMasterHarness.deploying(Self.twice)
    later.report("a", .refused(Failure(.infrastructure, "cannot fetch")))
    #expect(later.master.status == .restarting)
    later.report("b", .refused(Failure(.user, "another graph")))
    #expect(later.master.status == .failing)
    later.end("a")
    later.end("b")
    #expect(later.result?.failure?.message.hasPrefix("another graph") == true)
  }

  @Test func aCauseThatIsHeardOfWhileTheWorkersEndIsStillTold() {
    var job = JobMasterHarness.running(Self.twice)
    job.fail("b", SubtaskID(vertex: 0, index: 1), Failure(.infrastructure, "connection reset by peer"))
    #expect(job.master.status == .running, "it waits for the cause")
    job.handle(.taskManagerLost("a", reason: "gone"))
    #expect(job.master.status == .restarting)
    #expect(job.master.cause?.weight == .loss)
  }
}
