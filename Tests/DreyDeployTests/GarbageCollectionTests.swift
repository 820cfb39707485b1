import Testing

@testable import DreyDeploy

@Suite struct GarbageCollectionTests {
  private let client = ClientIdentity(host: "boot/1", process: 42, started: "777")

  private func cluster(
    expires: Int? = nil, client: ClientIdentity? = nil, mayStay: Bool = false, states: [String] = ["running"]
  ) -> ObservedCluster {
    ObservedCluster(
      name: "a", run: "r", mode: "application",
      members: states.map { state in
        ObservedMember(
          name: "jobmanager", role: "jobmanager", container: "c", containerID: "c", image: "i",
          state: ObservedMember.State(state), labels: [:])
      }, networks: [], volumes: [], created: 0, expires: expires, client: client, mayStay: mayStay, labels: [:])
  }

  private func cause(of cluster: ObservedCluster, _ liveness: ClientIdentity.Liveness) -> GarbageCollection.Cause? {
    GarbageCollection(now: 1000) { _ in liveness }.cause(of: cluster)
  }

  @Test func whatHasExpiredGoesUnlessItsClientLives() {
    let old = cluster(expires: 1000, client: client)
    #expect(cause(of: old, .gone) == .expired(since: 1000))
    #expect(cause(of: old, .unknown) == .expired(since: 1000))
    #expect(cause(of: old, .alive) == nil)
    #expect(cause(of: cluster(expires: 900), .alive) == .expired(since: 900))
    #expect(cause(of: cluster(expires: 1001), .gone) == nil)
  }

  @Test func orphanGoesBeforeItExpires() {
    #expect(cause(of: cluster(expires: 5000, client: client), .gone) == .orphaned)
    #expect(cause(of: cluster(client: client, states: []), .gone) == .orphaned)
    #expect(cause(of: cluster(client: client), .unknown) == nil)
    #expect(cause(of: cluster(), .gone) == nil)
  }

  @Test func whatWasKeptStaysUntilItExpires() {
    #expect(cause(of: cluster(client: client, mayStay: true, states: ["exited", "exited"]), .gone) == nil)
    #expect(cause(of: cluster(client: client, mayStay: true, states: ["exited", "running"]), .gone) == .orphaned)
    let expired = cluster(expires: 1, client: client, mayStay: true, states: ["exited"])
    #expect(cause(of: expired, .gone) == .expired(since: 1))
  }
}
