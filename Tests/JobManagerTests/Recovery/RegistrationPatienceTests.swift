import DreyModel
import Testing

@testable import TaskManager

@Suite struct RegistrationPatienceTests {
  private static func patience() -> RegistrationPatience {
    RegistrationPatience(address: "jobmanager:6123", limit: 1000, now: .zero)
  }

  @Test func itTriesAgainUntilTheTimeIsUp() throws {
    var patience = Self.patience()
    let first = patience.decide(.notYet(reason: "refused"), at: .zero)
    #expect(first == .tryAgain(after: .milliseconds(20)))
    #expect(patience.decide(.notYet(reason: "refused"), at: .milliseconds(900)) == .tryAgain(after: .milliseconds(40)))
    guard case .end(let failure?) = patience.decide(.notYet(reason: "refused"), at: .milliseconds(950)) else {
      Issue.record("it goes on")
      return
    }
    #expect(failure.domain == .infrastructure)
    #expect(failure.message == "no JobManager at jobmanager:6123 within 1000 ms: refused")
  }

  @Test func aLossBeginsAnew() throws {
    var patience = Self.patience()
    for _ in 0..<5 { _ = patience.decide(.notYet(reason: "refused"), at: .zero) }
    let late = Duration.seconds(3600)
    #expect(patience.decide(.lost(reason: "closed"), at: late) == .tryAgain(after: .milliseconds(20)))
    #expect(patience.decide(.notYet(reason: "refused"), at: late) == .tryAgain(after: .milliseconds(40)))
    guard case .end(let failure?) = patience.decide(.notYet(reason: "refused"), at: late + .seconds(1)) else {
      Issue.record("it goes on")
      return
    }
    #expect(failure.message.contains("lost the JobManager at jobmanager:6123: closed"))
  }

  @Test func whatTheJobManagerSaysEndsIt() {
    var patience = Self.patience()
    let refusal = Failure(.usage, "too many slots")
    #expect(patience.decide(.over(refusal), at: .zero) == .end(refusal))
    #expect(patience.decide(.over(nil), at: .zero) == .end(nil))
  }
}
