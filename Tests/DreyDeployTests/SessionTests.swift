import DreyModel
import Testing

@testable import DreyDeploy

@Suite struct SessionReadinessTests {
  private let rest = SessionReadiness.Event.reported(.restListening(port: 8081), by: .jobManager)

  private func registered(_ count: Int) -> SessionReadiness.Event {
    .reported(.taskManagerRegistered(id: "taskmanager-\(count)", taskManagers: count, slots: count), by: .jobManager)
  }

  @Test func itIsReadyOnceRestAnswersAndAllTaskManagersAreThere() {
    var readiness = SessionReadiness(taskManagers: 2)
    #expect(readiness.handle(registered(1)) == .wait)
    #expect(readiness.missing == "its REST API does not answer")
    #expect(readiness.handle(rest) == .wait)
    #expect(readiness.missing == "1 of 2 TaskManagers have registered")
    #expect(readiness.handle(registered(2)) == .ready)
  }

  @Test func theOrderDoesNotMatter() {
    var readiness = SessionReadiness(taskManagers: 1)
    #expect(readiness.handle(rest) == .wait)
    #expect(readiness.handle(registered(1)) == .ready)
  }

  @Test func aMemberThatEndsFailsTheStartWithWhatWasSaid() {
    var readiness = SessionReadiness(taskManagers: 1)
    let said = ClusterEvent.log(level: .error, source: "taskmanager", message: "no secret")
    #expect(readiness.handle(.reported(said, by: .taskManager)) == .wait)
    guard case .failed(let failure) = readiness.handle(.exited(member: "taskmanager-1", code: 2)) else {
      Issue.record("it goes on")
      return
    }
    #expect(failure.domain == .infrastructure)
    #expect(failure.message.contains("taskmanager-1 ended with exit code 2"))
    #expect(failure.details == ["no secret"])
  }
}

@Suite struct SessionRecordTests {
  @Test func onlyTheLinesOfTheJobAreHandedOn() {
    let (mine, other) = (JobID.random(), JobID.random())
    var parser = TaggedRecordParser()
    let text = "\(mine) a\n\(other) b\n\(mine)+long\n\(mine) er\nnoise\n\(other)\n"
    var isAtEnd = false
    let first = SessionRecords.lines(of: mine, in: parser.append(Array(text.utf8)), isAtEnd: &isAtEnd)
    #expect(String(decoding: first, as: UTF8.self) == "a\nlonger\n")
    #expect(!isAtEnd)
    let rest = SessionRecords.lines(of: mine, in: parser.append(Array("\(mine)\n".utf8)), isAtEnd: &isAtEnd)
    #expect(rest.isEmpty)
    #expect(isAtEnd)
  }
}
