import DreyModel
import Testing

@testable import ControlPlane

@Suite struct HeartbeatMonitorTests {
  private let settings = HeartbeatSettings(interval: 10, timeout: 50)

  @Test func sendsAtOnceAndThenEveryInterval() {
    var monitor = HeartbeatMonitor(settings, now: .zero)
    #expect(monitor.decide(at: .zero) == .send(askAgainAt: .milliseconds(10)))
    #expect(monitor.decide(at: .milliseconds(4)) == .wait(until: .milliseconds(10)))
    #expect(monitor.decide(at: .milliseconds(12)) == .send(askAgainAt: .milliseconds(22)))
  }

  @Test func silenceOfTheTimeoutIsALoss() {
    var monitor = HeartbeatMonitor(settings, now: .zero)
    #expect(monitor.decide(at: .milliseconds(49)) != .lost)
    #expect(monitor.decide(at: .milliseconds(50)) == .lost)
  }

  @Test func anythingHeardPutsTheLossOff() {
    var monitor = HeartbeatMonitor(settings, now: .zero)
    monitor.heard(at: .milliseconds(30))
    monitor.heard(at: .milliseconds(20))
    #expect(monitor.decide(at: .milliseconds(79)) == .send(askAgainAt: .milliseconds(80)))
    #expect(monitor.decide(at: .milliseconds(80)) == .lost)
  }

  @Test func aMessageThatIsNotReadForSoLongEndsIt() {
    var monitor = HeartbeatMonitor(HeartbeatSettings(interval: 10, timeout: 50), now: .zero)
    monitor.beganWriting(at: .milliseconds(5))
    monitor.endedWriting()
    monitor.beganWriting(at: .milliseconds(20))
    for now in stride(from: 20, to: 70, by: 10) {
      monitor.heard(at: .milliseconds(now))
      #expect(monitor.decide(at: .milliseconds(now)) == .send(askAgainAt: .milliseconds(now + 10)))
    }
    #expect(monitor.decide(at: .milliseconds(70)) == .unread)
    monitor.endedWriting()
    #expect(monitor.decide(at: .milliseconds(70)) != .unread)
  }
}
