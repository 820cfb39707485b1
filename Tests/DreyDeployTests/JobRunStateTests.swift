import DreyModel
import Testing

@testable import DreyDeploy

@Suite struct JobRunStateTests {
  private func submission(_ index: Int, parallelism: Int = 1) -> JobSubmission {
    let vertex = JobVertex(id: 0, name: "source", parallelism: parallelism, operators: [])
    return JobSubmission(
      executionIndex: index, graph: JobGraph(name: "job-\(index)", vertices: [vertex], edges: []))
  }

  private func result(_ index: Int, _ status: JobStatus = .finished, _ failure: Failure? = nil) -> JobResult {
    JobResult(jobID: .random(), name: "job-\(index)", status: status, netRuntime: 5, failure: failure)
  }

  private func ended(_ index: Int, _ result: JobResult) -> JobRunState.Event {
    let status: ApplicationStatus = result.failure == nil ? .succeeded : .failed
    let application = ApplicationResult(status: status, jobs: [result], failure: result.failure)
    return .clusterEnded(executionIndex: index, RunOutcome(application), milliseconds: 9)
  }

  private func outcome(_ decisions: [JobRunState.Decision]) throws -> RunOutcome {
    for case .end(let outcome) in decisions { return outcome }
    return try #require(nil, "it did not end: \(decisions)")
  }

  @Test func oneClusterAfterTheOtherAndTheSecondKnowsTheFirstResult() throws {
    var state = JobRunState(slots: SlotLimit(1))
    #expect(state.handle(.submitted(submission(0))) == [.deploy(ShippedJob(submission: submission(0)))])
    let first = result(0)
    #expect(state.handle(ended(0, first)) == [.answer(executionIndex: 0, first)])
    #expect(
      state.handle(.submitted(submission(1)))
        == [.deploy(ShippedJob(submission: submission(1), earlierResults: [first]))])
    let second = result(1)
    #expect(state.handle(ended(1, second)) == [.answer(executionIndex: 1, second)])
    let end = try outcome(state.handle(.mainEnded(nil)))
    #expect(end.exitCode == .finished)
    #expect(end.application?.jobs == [first, second])
  }

  @Test func aJobThatHasNotEndedLeavesAGapInTheEarlierResults() {
    var state = JobRunState(slots: SlotLimit(1))
    _ = state.handle(.submitted(submission(0)))
    _ = state.handle(.submitted(submission(1)))
    let second = result(1)
    _ = state.handle(ended(1, second))
    #expect(
      state.handle(.submitted(submission(2)))
        == [.deploy(ShippedJob(submission: submission(2), earlierResults: [nil, second]))])
  }

  @Test func aJobThatNeedsMoreSlotsThanItsClusterWouldHaveIsRefusedAndNothingIsMade() throws {
    var state = JobRunState(slots: SlotLimit(4))
    let decisions = state.handle(.submitted(submission(0, parallelism: 5)))
    guard case .answer(0, let refusal) = decisions.first, decisions.count == 1 else {
      Issue.record("\(decisions)")
      return
    }
    #expect(refusal.status == .failed)
    #expect(refusal.failure?.domain == .usage)
    #expect(refusal.failure?.message == "job 'job-0' needs 5 slots, but its cluster would have 4")
    let end = try outcome(state.handle(.mainEnded(refusal.failure)))
    #expect(end.exitCode == .usage)
  }

  @Test(arguments: [-1, JobSubmission.maximumExecutions, .max]) func impossibleExecutionsAreRefused(index: Int) {
    var state = JobRunState(slots: SlotLimit(1))
    let decisions = state.handle(.submitted(submission(index)))
    guard case .answer(index, let refusal) = decisions.first else {
      Issue.record("\(decisions)")
      return
    }
    #expect(refusal.failure?.domain == .user)
  }

  @Test func invalidGraphsAreRefused() {
    var state = JobRunState(slots: SlotLimit(1))
    let empty = JobSubmission(executionIndex: 0, graph: JobGraph(name: "empty", vertices: [], edges: []))
    guard case .answer(0, let refusal) = state.handle(.submitted(empty)).first else {
      Issue.record("it was not refused")
      return
    }
    #expect(refusal.failure?.message.contains("no operators") == true)
  }

  @Test func aFailureThatMainCatchesIsNoneOfTheRun() throws {
    var state = JobRunState(slots: SlotLimit(1))
    _ = state.handle(.submitted(submission(0)))
    _ = state.handle(ended(0, result(0, .failed, Failure(.user, "bad record"))))
    #expect(try outcome(state.handle(.mainEnded(nil))).exitCode == .finished)
  }

  @Test func aFailureThatMainWasNotToldOfFailsTheRun() throws {
    var state = JobRunState(slots: SlotLimit(1))
    _ = state.handle(.submitted(submission(0)))
    #expect(state.handle(.mainEnded(nil)) == [])
    let end = try outcome(state.handle(ended(0, result(0, .failed, Failure(.user, "bad record")))))
    #expect(end.exitCode == .jobFailed)
  }

  @Test func aMainThatThrowsTakesItsRunningJobsAlong() throws {
    var state = JobRunState(slots: SlotLimit(1))
    _ = state.handle(.submitted(submission(0)))
    let cause = Failure(.user, "main gave up")
    #expect(state.handle(.mainEnded(cause)) == [.cancelClusters])
    let interrupted = RunOutcome(Failure(.interrupted, "interrupted"))
    let end = try outcome(state.handle(.clusterEnded(executionIndex: 0, interrupted, milliseconds: 1)))
    #expect(end.failure == cause)
    #expect(end.application?.jobs.map(\.status) == [.canceled])
  }

  @Test(arguments: [(Failure.Domain.interrupted, ExitCode.interrupted), (.timeout, .timedOut)])
  func stoppingEndsEverythingAndAcceptsNothingMore(domain: Failure.Domain, code: ExitCode) throws {
    var state = JobRunState(slots: SlotLimit(1))
    _ = state.handle(.submitted(submission(0)))
    #expect(state.handle(.stopped(Failure(domain, "stop"))) == [.cancelClusters, .endMain])
    if case .deploy = state.handle(.submitted(submission(1))).first { Issue.record("deployed after the end") }
    #expect(state.handle(.mainEnded(Failure(.user, "crashed with SIGTERM"))) == [.cancelClusters])
    let interrupted = RunOutcome(Failure(.interrupted, "interrupted"))
    let end = try outcome(state.handle(.clusterEnded(executionIndex: 0, interrupted, milliseconds: 1)))
    #expect(end.exitCode == code)
  }

  @Test func aClusterThatSaidNothingFailsItsJobWithItsOwnFailure() {
    var state = JobRunState(slots: SlotLimit(1))
    _ = state.handle(.submitted(submission(0)))
    let lost = Failure(.infrastructure, "jobmanager was killed")
    guard
      case .answer(0, let result) = state.handle(
        .clusterEnded(executionIndex: 0, RunOutcome(lost), milliseconds: 7)
      ).first
    else {
      Issue.record("main() was not told")
      return
    }
    #expect(result.status == .failed)
    #expect(result.failure == lost)
    #expect(result.netRuntime == 7)
  }

  @Test func whatCouldNotBeRemovedFailsARunWhoseJobFinished() throws {
    var state = JobRunState(slots: SlotLimit(1))
    _ = state.handle(.submitted(submission(0)))
    var outcome = RunOutcome(ApplicationResult(status: .succeeded, jobs: [result(0)]))
    outcome.exitCode = .infrastructure
    outcome.failure = Failure(.infrastructure, "cluster a is not removed yet")
    _ = state.handle(.clusterEnded(executionIndex: 0, outcome, milliseconds: 7))
    let end = try self.outcome(state.handle(.mainEnded(nil)))
    #expect(end.exitCode == .infrastructure)
    #expect(end.failure == outcome.failure)
  }
}
