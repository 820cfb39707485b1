import DreyModel
import Testing

@testable import DreyDeploy

/// How runs end whose TaskManagers are Apache Flink's: they do not end by themselves, and are replaced.
@Suite struct FlinkRunStateTests {
  private let succeeded = ApplicationResult(status: .succeeded, jobs: [], failure: nil)
  private let failed = ApplicationResult(status: .failed, jobs: [], failure: Failure(.user, "no"))

  private func state(_ members: [String] = ["jobmanager", "taskmanager-1"]) -> RunState {
    RunState(members: members, engine: ClusterEngine(.flink))
  }

  private func exit(_ member: String, _ role: MemberRole, _ code: Int = 0) -> RunState.Event {
    .exited(member: member, role: role, code: code, memoryLimit: nil)
  }

  @Test func taskManagersAreKilledAsSoonAsTheJobManagerHasEnded() {
    var state = state()
    #expect(state.handle(.applicationEnded(succeeded)) == .goOn)
    #expect(state.handle(exit("jobmanager", .jobManager)) == .kill(["taskmanager-1"]))
    #expect(state.handle(.drained(member: "jobmanager")) == .goOn)
    #expect(state.handle(exit("taskmanager-1", .taskManager, 137)) == .goOn)
    #expect(state.handle(.drained(member: "taskmanager-1")) == .end(RunOutcome(succeeded)))
  }

  @Test func aTaskManagerThatEndsBeforeItsTimeIsStartedAgain() {
    var state = state()
    #expect(state.handle(exit("taskmanager-1", .taskManager, 137)) == .restart("taskmanager-1"))
    // Its first output comes to its end only now.
    #expect(state.handle(.drained(member: "taskmanager-1")) == .goOn)
    _ = state.handle(.applicationEnded(succeeded))
    #expect(state.handle(exit("jobmanager", .jobManager)) == .kill(["taskmanager-1"]))
    _ = state.handle(.drained(member: "jobmanager"))
    #expect(state.handle(exit("taskmanager-1", .taskManager, 137)) == .goOn)
    #expect(state.handle(.drained(member: "taskmanager-1")) == .end(RunOutcome(succeeded)))
  }

  @Test func oneThatDiesAgainAndAgainIsGivenUp() {
    var state = state()
    for _ in 0..<RunState.restarts {
      #expect(state.handle(exit("taskmanager-1", .taskManager, 1)) == .restart("taskmanager-1"))
    }
    #expect(state.handle(exit("taskmanager-1", .taskManager, 1)) == .startGrace(RunState.patience))
    guard case .end(let outcome) = state.handle(.gracePassed) else {
      Issue.record("it goes on")
      return
    }
    #expect(outcome.exitCode == .infrastructure)
  }

  @Test func mainThatSubmitsNoJobEndsTheCluster() {
    var state = state(["jobmanager", "taskmanager-1", "client"])
    #expect(
      state.handle(.applicationEnded(failed, by: .client)) == .kill(["client", "jobmanager", "taskmanager-1"]))
    for (member, role) in [
      ("client", MemberRole.client), ("jobmanager", .jobManager), ("taskmanager-1", .taskManager),
    ] {
      _ = state.handle(.drained(member: member))
      let decision = state.handle(exit(member, role, 137))
      #expect(decision == (member == "taskmanager-1" ? .end(RunOutcome(failed)) : .goOn))
    }
  }

  @Test func aClientThatEndsAfterItsSubmissionEndsNothing() {
    var state = state(["jobmanager", "client"])
    #expect(state.handle(exit("client", .client)) == .goOn)
    _ = state.handle(.drained(member: "client"))
    _ = state.handle(.applicationEnded(succeeded))
    _ = state.handle(exit("jobmanager", .jobManager))
    #expect(state.handle(.drained(member: "jobmanager")) == .end(RunOutcome(succeeded)))
  }

  @Test func aClientThatDiesWithoutAWordFailsTheRun() {
    var state = state(["jobmanager", "client"])
    #expect(state.handle(exit("client", .client, 137)) == .startGrace(RunState.patience))
    guard case .end(let outcome) = state.handle(.gracePassed) else {
      Issue.record("it goes on")
      return
    }
    #expect(outcome.failure?.message.contains("client") == true)
  }
}
