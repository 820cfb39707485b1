import DreyModel
import FoundationEssentials
import Glibc
import Testing

@testable import JobManager

/// Tests that a failure that a restart cannot fix ends the job at once, whatever its restart strategy.
@Suite struct PermanentFailureTests {
  private static let always = ["restart-strategy.type": "exponential-delay"]
  private let source0 = SubtaskID(vertex: 0, index: 0)

  @Test func aFailureThatWouldOnlyHappenAgainEndsTheJob() {
    var job = JobMasterHarness.running(Self.always)
    job.fail("a", source0, Failure(.user, "'/out' holds results already", isPermanent: true))
    #expect(job.statuses.last == .failing)
    job.end("a", code: 1)
    job.end("b", signal: SIGTERM)
    #expect(job.result?.status == .failed)
    #expect(job.result?.failure?.message.contains("'/out' holds results already") == true)
    #expect(!job.statuses.contains(.restarting))
  }

  @Test func otherFailuresRestartAsBefore() {
    var job = JobMasterHarness.running(Self.always)
    job.fail("a", source0, Failure(.user, "No space left on device"))
    #expect(job.statuses.last == .restarting)
  }

  @Test func oneThatComesWhileAnotherIsBeingDealtWithCounts() {
    var job = JobMasterHarness.running(Self.always)
    job.fail("a", source0, Failure(.user, "something"))
    #expect(job.statuses.last == .restarting)
    job.fail("b", SubtaskID(vertex: 0, index: 1), Failure(.user, "permission denied", isPermanent: true))
    #expect(job.statuses.last == .failing)
  }

  @Test func aWrongAddressEndsAJobThatHasNeverRun() {
    let refused = Failure(.user, "cannot connect to 'x:1'", recurrence: .unlessItWorkedBefore)
    let cause = RootCause(.decisive, refused)
    #expect(RestartDecision.recovery(from: cause, hasRun: false) == .never)
    #expect(RestartDecision.recovery(from: cause, hasRun: true) == .byStrategy)
    let unknown = RootCause(.loss, Failure(.infrastructure, "lost"), recovery: .atOnce)
    #expect(RestartDecision.recovery(from: unknown, hasRun: false) == .atOnce)
  }

  @Test func whoTellsOfAFailureKeepsWhetherItWouldHappenAgain() {
    let failure = Failure(.usage, "x", advice: "y", details: ["z"], isPermanent: true)
    #expect(failure.saying("w") == Failure(.usage, "w", advice: "y", details: ["z"], isPermanent: true))
    let graph = JobGraph(
      name: "j", vertices: [JobVertex(id: 0, name: "v", parallelism: 1, operators: [])], edges: [])
    #expect(JobFailures(graph: graph).subtask(SubtaskID(vertex: 0, index: 0), on: "a", failure).isPermanent)
  }

  @Test func whatEarlierReleasesWroteIsRead() throws {
    let old = #"{"domain":"user","message":"x","details":[]}"#
    let failure = try JSONDecoder().decode(Failure.self, from: Data(old.utf8))
    #expect(failure == Failure(.user, "x") && !failure.isPermanent)
    let encoded = try JSONEncoder().encode(Failure(.user, "x", isPermanent: true))
    #expect(try JSONDecoder().decode(Failure.self, from: encoded).isPermanent)
  }

  @Test func aCheckpointFolderThatNobodyMayWriteToEndsTheJob() {
    #expect(StorageError.failure("make", "/state", EACCES).isPermanent)
    #expect(!StorageError.failure("make", "/state", ENOSPC).isPermanent)
  }
}
