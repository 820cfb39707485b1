import DreyModel
import Synchronization
import Testing

@testable import DreyDeploy

/// What a `main()` on the client is told of its jobs.
@Suite(.timeLimit(.minutes(1))) struct RunningJobsTests {
  private let result = JobResult(
    jobID: .random(), name: "a job", status: .canceled, netRuntime: 1, accumulators: ["seen": .longCounter(5)])

  @Test func aJobIsAskedForWhereItRuns() async {
    let jobs = RunningJobs()
    let created = DriverReply.jobView(executionIndex: 0, JobView(status: .created))
    #expect(await jobs.view(executionIndex: 0) == created)
    jobs.began(executionIndex: 0) { _ in nil }
    #expect(await jobs.view(executionIndex: 0) == created)
    let view = JobView(status: .running, accumulators: ["seen": .longCounter(3)])
    jobs.began(executionIndex: 0) { _ in view }
    #expect(await jobs.view(executionIndex: 0) == .jobView(executionIndex: 0, view))
    jobs.ended(executionIndex: 0, result)
    #expect(await jobs.view(executionIndex: 0) == .jobView(executionIndex: 0, JobView(result)))
  }

  /// Its JobManager is gone before it is known how the job ended, or does not listen yet.
  @Test func whoCannotBeReachedIsAskedAgain() async {
    let jobs = RunningJobs()
    let calls = Mutex(0)
    jobs.began(executionIndex: 2) { [result] _ in
      let call = calls.withLock { calls in
        calls += 1
        return calls
      }
      if call == 1 { return nil }
      if call == 3 { jobs.ended(executionIndex: 2, result) }
      throw Failure(.infrastructure, "nobody listens")
    }
    #expect(await jobs.cancel(executionIndex: 2) == .jobView(executionIndex: 2, JobView(result)))
    #expect(calls.withLock { $0 } == 3)
  }
}
