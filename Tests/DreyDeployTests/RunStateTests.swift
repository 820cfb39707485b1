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

  /// The members that a sequence of events starts again.
  private func restarts(_ events: [RunState.Event]) -> [String] {
    decisions(events).compactMap { if case .restart(let member) = $0 { member } else { nil } }
  }

  @Test func membersThatEndBeforeTheirTimeAreStartedAgain() {
    #expect(
      restarts([exit("taskmanager-1", 137), exit("jobmanager", 137), exit("taskmanager-1", 9), exit("jobmanager", 1)])
        == ["taskmanager-1", "jobmanager", "taskmanager-1", "jobmanager"])
  }

  @Test func aTaskManagerThatEndsWithoutAFailureMayHaveBeenToldTo() {
    let end = exit("taskmanager-1", 0)
    #expect(decisions([end]) == [.startGrace(RunState.grace)])
    #expect(restarts([end, .gracePassed]) == ["taskmanager-1"])
    #expect(restarts([end, .applicationEnded(succeeded), .gracePassed]).isEmpty)
    let all = decisions([
      end, .drained(member: "taskmanager-1"), .applicationEnded(succeeded), exit("jobmanager", 0),
      .drained(member: "jobmanager"),
    ])
    #expect(all.last == .end(RunOutcome(succeeded)))
  }

  @Test func nobodyIsStartedAgainOnceTheJobManagerHasSaidHowItEnds() {
    #expect(
      restarts([.applicationEnded(succeeded), exit("taskmanager-1", 137), exit("jobmanager", 137)]).isEmpty)
    #expect(restarts([exit("jobmanager", 0)]).isEmpty)
    #expect(restarts([exit("jobmanager", 2), exit("taskmanager-1", 3)]).isEmpty)
  }

  @Test func theFailureThatALostTaskManagerCausesIsTheJobManagersToSay() {
    let failed = ApplicationResult(
      status: .failed, jobs: [], failure: Failure(.infrastructure, "taskmanager-1 is lost"))
    let all = decisions([
      exit("taskmanager-1", 137), .applicationEnded(failed), .drained(member: "taskmanager-1"), exit("jobmanager", 0),
      .drained(member: "jobmanager"), exit("taskmanager-1", 0), .drained(member: "taskmanager-1"),
    ])
    #expect(all.last == .end(RunOutcome(failed)))
  }

  @Test func oneThatEndsSoonAfterEachStartIsGivenUpAndBlamed() {
    let deaths = RunState.restarts + 1
    let all = decisions((0..<deaths).map { _ in exit("taskmanager-1", 9) } + [.gracePassed])
    #expect(all.count { $0 == .restart("taskmanager-1") } == RunState.restarts)
    guard case .end(let outcome) = all.last else {
      Issue.record("the run did not end")
      return
    }
    #expect(outcome.exitCode == .infrastructure)
    #expect(outcome.failure?.message.contains("taskmanager-1 ended with exit code 9") == true)
    #expect(outcome.failure?.message.contains("\(deaths). time") == true)
  }

  @Test func oneThatLivesForAWhileIsStartedAgainForEver() {
    let death = RunState.Event.exited(
      member: "taskmanager-1", role: .taskManager, code: 137, memoryLimit: nil, lived: .seconds(3))
    #expect(restarts((0..<100).map { _ in death }).count == 100)
  }

  @Test func killedJobManagerIsAnInfrastructureFailureThatNamesItsMemory() {
    let deaths = (0...RunState.restarts).map { _ in exit("jobmanager", 137) }
    let all = decisions(
      deaths + [exit("taskmanager-1", 3)]
        + [.drained(member: "taskmanager-1")] + deaths.map { _ in .drained(member: "jobmanager") })
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
    let deaths = (0...RunState.restarts).map { _ in
      RunState.Event.exited(member: "taskmanager-1", role: .taskManager, code: 137, memoryLimit: nil)
    }
    let all = decisions(deaths + [.gracePassed])
    guard case .end(let outcome) = all.last else {
      Issue.record("the run did not end")
      return
    }
    #expect(outcome.failure?.advice?.contains("memory") == true)
    #expect(outcome.failure?.advice?.contains("--taskmanager-memory") == false)
  }
}
