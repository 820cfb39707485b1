import DreyModel
import Glibc
import Testing

@testable import DreyDeploy

@Suite struct LifetimeTests {
  @Test func clientIsToldFromALaterProcessAndFromAnotherMachine() {
    let client = ClientIdentity(host: "boot/1", process: 42, started: "777")
    #expect(client.liveness(seenFrom: "boot/1") { $0 == 42 ? "777" : nil } == .alive)
    #expect(client.liveness(seenFrom: "boot/1") { _ in "900" } == .gone)
    #expect(client.liveness(seenFrom: "boot/1") { _ in nil } == .gone)
    #expect(client.liveness(seenFrom: "boot/2") { _ in "777" } == .unknown)
    #expect(client.liveness(seenFrom: nil) { _ in "777" } == .unknown)
    #expect(ClientIdentity(client.text) == client)
  }

  @Test(arguments: ["", "a b c", "boot 1", " 1 2", "boot 1 2 3"]) func otherTextNamesNoClient(text: String) {
    #expect(ClientIdentity(text) == nil)
  }

  @Test func thisProcessIsAlive() throws {
    let current = try #require(ClientIdentity.current)
    #expect(current.process == getpid())
    #expect(current.liveness() == .alive)
  }

  @Test func startIsReadWhateverTheProcessIsCalled() {
    let fields = "S 1 1 1 0 -1 4194560 1 0 0 0 1 2 3 4 20 0 1 0 506104 31 3 18"
    #expect(ClientIdentity.start(inStatus: "42 (a) b (c) \(fields)") == "506104")
    #expect(ClientIdentity.start(inStatus: "42 (zombie) Z" + fields.dropFirst()) == nil)
    #expect(ClientIdentity.start(inStatus: "42 (short) S 1") == nil)
  }

  @Test func whatIsKeptDependsOnTheEnd() {
    let policy = RunPolicy(onSuccess: .delete, onFailure: .keep)
    #expect(!policy.keeps(RunOutcome(exitCode: .finished)))
    #expect(policy.keeps(RunOutcome(exitCode: .jobFailed)))
    #expect(policy.keeps(RunOutcome(exitCode: .timedOut)))
    #expect(!policy.keeps(RunOutcome(exitCode: .interrupted)))
    #expect(RunPolicy(onSuccess: .keep).keeps(RunOutcome(exitCode: .finished)))
    for code in ExitCode.allCases { #expect(!RunPolicy().keeps(RunOutcome(exitCode: code))) }
  }

  @Test func expiryIsGenerousUnlessSomethingIsSaid() {
    func expires(_ policy: RunPolicy, timeout: Duration? = nil) -> Int? {
      policy.lifetime(at: 1000, client: nil, timeout: timeout).expires
    }
    #expect(expires(RunPolicy()) == 1000 + 7 * 86_400)
    #expect(expires(RunPolicy(), timeout: .seconds(60)) == 1000 + 3660)
    #expect(expires(RunPolicy(timeToLive: .seconds(5)), timeout: .seconds(60)) == 1005)
    #expect(expires(RunPolicy(onFailure: .keep), timeout: .seconds(60)) == nil)
    #expect(expires(RunPolicy(onSuccess: .keep, timeToLive: .seconds(5))) == 1005)
  }

  @Test func absentPartsOfALifetimeHaveNoLabel() {
    #expect(ClusterLifetime(created: 5).labels == ["dev.drey.created": "5"])
    let client = ClientIdentity(host: "h", process: 1, started: "2")
    #expect(
      ClusterLifetime(created: 5, expires: 9, client: client, mayStay: true).labels == [
        "dev.drey.created": "5", "dev.drey.expires": "9", "dev.drey.client": "h 1 2", "dev.drey.may-stay": "true",
      ])
  }
}
