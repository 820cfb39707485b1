import DreyModel
import Testing

@testable import DreyDeploy

@Suite struct RunStateTests {
  private let members = ["jobmanager", "taskmanager-1"]
  private let succeeded = ApplicationResult(status: .succeeded, jobs: [])

  private func exit(_ member: String, _ code: Int) -> RunState.Event {
    .exited(
      member: member, role: member == "jobmanager" ? .jobManager : .taskManager, code: code, memoryLimit: 64 << 20)
  }

  /// The decisions on a sequence of events.
  private func decisions(_ events: [RunState.Event]) -> [RunState.Decision] {
    var state = RunState(members: members)
    return events.map { state.handle($0) }
  }

  @Test func endsWhenAllHaveExitedAndAllTheyWroteWasRead() {
    let all = decisions([
      .applicationEnded(succeeded), exit("jobmanager", 0), .drained(member: "jobmanager"), exit("taskmanager-1", 0),
      .drained(member: "taskmanager-1"),
    ])
    #expect(all.dropLast() == [.goOn, .startGrace(RunState.grace), .goOn, .goOn])
    #expect(all.last == .end(RunOutcome(succeeded)))
  }

  @Test func slowReadingIsNotCutShort() {
    let all = decisions([
      .applicationEnded(succeeded), exit("jobmanager", 0), exit("taskmanager-1", 0), .drained(member: "jobmanager"),
      .gracePassed,
    ])
    #expect(all.last == .goOn)
  }

  @Test func taskManagerThatWasNeverToldIsKilledAndThenLeftBehind() {
    let all = decisions([.applicationEnded(succeeded), exit("jobmanager", 0), .gracePassed, .gracePassed])
    #expect(all.suffix(2) == [.kill(["taskmanager-1"]), .end(RunOutcome(succeeded))])
  }

  @Test func failureDecidesTheExitCode() {
    let failure = Failure(.user, "job 'a' failed")
    let result = ApplicationResult(status: .failed, jobs: [], failure: failure)
    #expect(RunOutcome(result).exitCode == .jobFailed)
    #expect(RunOutcome(result).failure == failure)
    #expect(RunOutcome(ApplicationResult(status: .canceled, jobs: [])).exitCode == .cancelled)
    #expect(
      RunOutcome(ApplicationResult(status: .failed, jobs: [], failure: Failure(.usage, "x"))).exitCode == .usage)
  }

  @Test func lostTaskManagerIsBlamedOnlyIfTheJobManagerSaysNothing() {
    let blamed = decisions([exit("taskmanager-1", 9), .gracePassed])
    guard case .end(let outcome) = blamed.last else {
      Issue.record("the run did not end")
      return
    }
    #expect(outcome.exitCode == .infrastructure)
    #expect(outcome.failure?.message == "taskmanager-1 ended with exit code 9 before the application did")

    let failed = ApplicationResult(status: .failed, jobs: [], failure: Failure(.user, "lost"))
    let told = decisions([
      exit("taskmanager-1", 9), .applicationEnded(failed), exit("jobmanager", 1), .drained(member: "jobmanager"),
      .drained(member: "taskmanager-1"),
    ])
    #expect(told.last == .end(RunOutcome(failed)))
  }

  @Test func killedJobManagerIsAnInfrastructureFailureThatNamesItsMemory() {
    let all = decisions([
      exit("jobmanager", 137), exit("taskmanager-1", 3), .drained(member: "jobmanager"),
      .drained(member: "taskmanager-1"),
    ])
    guard case .end(let outcome) = all.last else {
      Issue.record("the run did not end")
      return
    }
    #expect(outcome.exitCode == .infrastructure)
    #expect(outcome.failure?.advice?.contains("64 MiB") == true)
    #expect(outcome.failure?.advice?.contains("--jobmanager-memory") == true)
  }

  @Test func membersThatWereNeverStartedAreNotWaitedFor() {
    let failed = ApplicationResult(status: .failed, jobs: [], failure: Failure(.usage, "bad option"))
    let all = decisions([
      .applicationEnded(failed), .neverStarted(member: "taskmanager-1"), exit("jobmanager", 2),
      .drained(member: "jobmanager"),
    ])
    #expect(all.last == .end(RunOutcome(failed)))
  }

  @Test func withoutAMemoryLimitNobodyIsToldToRaiseIt() {
    let all = decisions([
      .exited(member: "taskmanager-1", role: .taskManager, code: 137, memoryLimit: nil), .gracePassed,
    ])
    guard case .end(let outcome) = all.last else {
      Issue.record("the run did not end")
      return
    }
    #expect(outcome.failure?.advice?.contains("memory") == true)
    #expect(outcome.failure?.advice?.contains("--taskmanager-memory") == false)
  }
}
