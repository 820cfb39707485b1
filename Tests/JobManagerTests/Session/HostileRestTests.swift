import DreyModel
import HostileClients
import Testing

@testable import JobManager

/// Whoever has the token is served, whatever others do to the REST API meanwhile.
@Suite(.serialized) struct HostileRestTests {
  private static let attacks = HTTPAttacks.ofStrangers.filter {
    $0.name.hasPrefix("silent") || $0.name.hasPrefix("requests") || $0.name.hasPrefix("bodies without")
  }

  @Test(arguments: attacks + HTTPAttacks.ofFriends(token: SessionFixture.token).prefix(2))
  func callsAreAnsweredBeside(attack: Attack) async throws {
    try await SessionFixture.with(taskManagers: []) { session in
      // A server built for debugging takes no more, beside other tests.
      let attack = attack.with {
        $0.rate = 400
        if $0.name.contains("with the token") { $0.connections = min(5, $0.connections) }
      }
      let swarm = try Swarm.start(attack, port: session.client.port)
      do {
        let deadline = ContinuousClock.now + .seconds(10)
        while swarm.count.opened < attack.connections {
          try #require(ContinuousClock.now < deadline, "the attack does not begin")
          try await Task.sleep(for: .milliseconds(10))
        }
        for _ in 0..<3 {
          let began = ContinuousClock.now
          #expect(try await session.client.call("GET", "/overview").status == 200)
          #expect(ContinuousClock.now - began < .seconds(10))
        }
      } catch {
        await swarm.stop()
        throw error
      }
      await swarm.stop()
      #expect(try await session.client.call("GET", "/overview").status == 200)
    }
  }
}
