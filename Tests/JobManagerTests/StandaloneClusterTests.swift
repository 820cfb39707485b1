import ChildProcess
import ControlPlane
import DreyModel
import FoundationEssentials
import Glibc
import Testing

@testable import JobManager

@Suite struct StandaloneClusterTests {
  @Test func twoJobsAfterEachOtherSucceed() async throws {
    let cluster = try ClusterFixture()
    let (result, ends) = try await cluster.run(["jobs=2", "parallelism=2"])
    #expect(result.status == .succeeded)
    #expect(result.jobs.map(\.name) == ["job-0", "job-1"])
    #expect(result.jobs.allSatisfy { $0.status == .finished })
    #expect(ends == [nil, nil])
    #expect(ExitCode(result) == .finished)
    #expect(cluster.journal.statuses(of: "job-1") == [.created, .running, .finished])
    #expect(cluster.journal.events.last == .applicationEnded(result))
    let workers = cluster.journal.events.filter {
      if case .log(_, "worker", let message) = $0 { message.hasPrefix("worker of") } else { false }
    }
    #expect(workers.count == 4, "one worker per job and TaskManager")
  }

  @Test func collectedRecordsAndCountersReachMain() async throws {
    let cluster = try ClusterFixture()
    let (result, ends) = try await cluster.run(["--job", "collect", "--count", "10"], application: "StreamTestJob")
    #expect(result.status == .succeeded, "\(result.failure?.message ?? "")")
    #expect(result.jobs.map(\.name) == ["collect", "after"])
    #expect(result.jobs.first?.accumulators["all"] == .longCounter(10))
    #expect(ends == [nil, nil])
  }

  @Test func hashesAndTheOrderOfSetsAreTheSameInEveryProcessOfAnApplication() async throws {
    let cluster = try ClusterFixture()
    let output = "/tmp/drey-hashes-\(UInt64.random(in: 0 ... .max))"
    defer { unlink(output) }
    let (result, ends) = try await cluster.run(
      ["--job", "hashes", "--output", output], options: ["parallelism.default": "2"], application: "StreamTestJob")
    #expect(result.status == .succeeded, "\(result.failure?.message ?? "")")
    #expect(ends == [nil, nil])
    let seen = String(decoding: try Data(contentsOf: URL(filePath: output)), as: UTF8.self).split(separator: "\n")
    #expect(seen.count == 3 + 8, "main() runs three times, the function for each record")
    #expect(Set(seen).count == 1)
  }

  @Test func mainCanAskForItsJobAndCancelIt() async throws {
    let cluster = try ClusterFixture()
    let (result, ends) = try await cluster.run(["--job", "cancel"], application: "StreamTestJob")
    #expect(result.status == .succeeded, "\(result.failure?.message ?? "")")
    #expect(result.jobs.map(\.status) == [.canceled])
    #expect(result.jobs.first?.failure?.message == "job 'endless' was cancelled by main()")
    #expect(ends == [nil, nil])
  }

  @Test func aTrapInTheJobIsTheCauseAndTheTaskManagersLiveOn() async throws {
    let cluster = try ClusterFixture()
    let (result, ends) = try await cluster.run(["parallelism=2", "behaviour=trap"])
    #expect(result.status == .failed)
    #expect(result.failure?.domain == .user)
    #expect(result.failure?.message.contains("crashed with SIG") == true)
    #expect(result.failure?.details.contains { $0.contains("about to trap") } == true)
    #expect(ExitCode(result) == .jobFailed)
    #expect(ends == [nil, nil])
  }

  @Test(arguments: [
    ("throw", "'source' (1/2) on TaskManager a failed: bad record"), ("worker-refuses", "not with me"),
    ("worker-garbage", "does not speak drey's protocol"), ("main-garbage", "does not speak drey's protocol"),
    ("main-exit", "main() exited with code 9"),
  ])
  func whateverGoesWrongIsNamed(behaviour: String, message: String) async throws {
    let cluster = try ClusterFixture()
    let (result, ends) = try await cluster.run(["parallelism=2", "behaviour=\(behaviour)"])
    #expect(result.status == .failed)
    #expect(result.failure?.message.contains(message) == true, "\(result.failure?.message ?? "no failure")")
    #expect(result.failure?.domain == .user)
    // A main() that fails at once may end the cluster before its TaskManagers have registered.
    if !behaviour.hasPrefix("main") { #expect(ends == [nil, nil]) }
  }

  @Test func aJobThatMainDidNotWaitForIsWaitedFor() async throws {
    let cluster = try ClusterFixture()
    let (result, _) = try await cluster.run(["parallelism=2", "behaviour=main-leaves"])
    #expect(result.status == .succeeded)
    #expect(result.jobs.map(\.status) == [.finished])
  }

  @Test func tooFewSlotsTimeOut() async throws {
    let cluster = try ClusterFixture()
    let (result, _) = try await cluster.run(["parallelism=3"], options: ["slot.request.timeout": "200"])
    #expect(ExitCode(result) == .timedOut)
    #expect(result.failure?.message.contains("needs 3 slots") == true)
    #expect(cluster.journal.events.contains { if case .slotsMissing(_, 3, _) = $0 { true } else { false } })
  }

  @Test func beingToldToStopCancelsTheJobQuickly() async throws {
    let cluster = try ClusterFixture()
    async let run = cluster.run(["parallelism=2", "behaviour=hang"])
    try await cluster.journal.wait { if case .log(_, "worker", _) = $0 { true } else { false } }
    let start = ContinuousClock.now
    cluster.interruption.complete(())
    let (result, ends) = try await run
    #expect(ContinuousClock.now - start < .seconds(10))
    #expect(ExitCode(result) == .cancelled)
    #expect(result.jobs.map(\.status) == [.canceled])
    #expect(ends == [nil, nil])
    #expect(cluster.journal.statuses(of: "job-0").suffix(2) == [.cancelling, .canceled])
  }

  @Test func aMainThatHangsIsEndedAsWell() async throws {
    let cluster = try ClusterFixture()
    async let run = cluster.run(["behaviour=main-hang"])
    try await cluster.journal.wait { if case .taskManagerRegistered(_, 2, _) = $0 { true } else { false } }
    cluster.interruption.complete(())
    #expect(try await run.result.status == .canceled)
  }

  @Test func losingTheTaskManagersFailsTheJob() async throws {
    let cluster = try ClusterFixture()
    async let run = cluster.run(["parallelism=2", "behaviour=hang"])
    try await cluster.journal.wait { if case .log(_, "worker", _) = $0 { true } else { false } }
    cluster.taskManagerInterruption.complete(())
    let (result, ends) = try await run
    #expect(result.status == .failed)
    #expect(ExitCode(result) == .infrastructure)
    #expect(ends.allSatisfy { $0?.domain == .cancelled })
    #expect(cluster.journal.events.contains { if case .taskManagerLost = $0 { true } else { false } })
  }

  @Test func aTaskManagerOfAnotherClusterIsNotLetIn() async throws {
    let cluster = try ClusterFixture()
    let stranger = try ClusterSecret(Array("another cluster's secret".utf8))
    let (result, ends) = try await cluster.run(
      [], options: ["slot.request.timeout": "500"], taskManagers: [("a", 1)], taskManagerSecret: stranger)
    #expect(ends.first??.message.contains("wrong cluster secret") == true)
    #expect(ExitCode(result) == .timedOut)
  }
}
