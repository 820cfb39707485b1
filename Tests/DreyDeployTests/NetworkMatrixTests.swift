import DreyModel
import NetworkProbe
import Testing

@testable import DreyDeploy

@Suite struct NetworkMatrixTests {
  private func member(_ name: String, _ networks: [String: String], running: Bool = true) -> ObservedMember {
    ObservedMember(
      name: name, role: name == "jobmanager" ? "jobmanager" : "taskmanager", container: "drey-a-\(name)",
      containerID: name, image: "image", state: ObservedMember.State(running ? "running" : "exited"), slots: 1,
      labels: [:],
      details: ObservedMember.Details(
        exitCode: nil, isOutOfMemoryKilled: false, error: "", startedAt: "", finishedAt: "", addresses: networks))
  }

  private func cluster(
    _ name: String = "a", mode: String = "application", isolated: Bool = false, joining: [String: String] = [:]
  ) -> ObservedCluster {
    let network = "drey-\(name)"
    return ObservedCluster(
      name: name, run: name, mode: mode,
      members: [
        member("jobmanager", [network: "10.213.0.2"].merging(joining) { $1 }),
        member("taskmanager-1", [network: "10.213.0.3"].merging(joining) { $1 }),
        member("taskmanager-2", [:], running: false),
      ],
      networks: [ObservedNetwork(name: network, id: "1", subnets: ["10.213.0.0/26"], isInternal: isolated)],
      volumes: [], created: 0, expires: nil, client: nil, mayStay: false, labels: [:])
  }

  private func checks(
    of cluster: ObservedCluster, others: [ObservedCluster] = [], reached: Bool = true, entrance: ProbeAddress? = nil
  ) -> [NetworkCheck] {
    NetworkMatrix(
      cluster: cluster, others: others, outside: ProbeAddress(host: "1.1.1.1", port: 443), outsideIsReached: reached,
      entrance: entrance, hostAddresses: ["192.168.1.5"], hostPort: 7777
    ).checks
  }

  private func expected(_ checks: [NetworkCheck], from: String?, to: String) -> NetworkCheck.Expectation? {
    checks.first { $0.from == from && $0.to.description == to }?.expected
  }

  @Test func membersReachEachOtherByNameAndThoseThatEndedAreLeftOut() {
    let checks = checks(of: cluster())
    #expect(expected(checks, from: "taskmanager-1", to: "jobmanager.drey-a:6123") == .connected)
    #expect(expected(checks, from: "taskmanager-1", to: "jobmanager.drey-a:6124") == .connected)
    #expect(expected(checks, from: "taskmanager-1", to: "jobmanager.drey-a:8081") == .refused)
    #expect(expected(checks, from: "jobmanager", to: "taskmanager-1.drey-a:1") == .refused)
    #expect(!checks.contains { $0.to.host.hasPrefix("taskmanager-2") || $0.from == "taskmanager-2" })
    #expect(expected(checks, from: "jobmanager", to: "10.213.0.1:1") == .any)
  }

  @Test func onlyASessionAnswersRestAndIsEntered() {
    let entrance = ProbeAddress(host: "127.0.0.1", port: 4000)
    let session = checks(of: cluster(mode: "session"), entrance: entrance)
    #expect(expected(session, from: "taskmanager-1", to: "jobmanager.drey-a:8081") == .connected)
    #expect(expected(session, from: nil, to: "127.0.0.1:4000") == .connected)
    #expect(expected(session, from: nil, to: "192.168.1.5:4000") == .closed)
    let application = checks(of: cluster())
    #expect(application.filter { $0.from == nil }.map(\.expected) == [.any])
  }

  @Test func theWayOutIsOpenUnlessIsolatedAndOnlyJudgedByWhatThisMachineReaches() {
    func egress(_ cluster: ObservedCluster, reached: Bool = true) -> NetworkCheck.Expectation? {
      expected(checks(of: cluster, reached: reached), from: "taskmanager-1", to: "1.1.1.1:443")
    }
    #expect(egress(cluster()) == .arrives)
    #expect(egress(cluster(), reached: false) == .any)
    #expect(egress(cluster(isolated: true)) == .blocked)
    #expect(egress(cluster(isolated: true), reached: false) == .blocked)
    #expect(egress(cluster(isolated: true, joining: ["kafka": "172.20.0.4"])) == .any)
  }

  @Test func anIsolatedClusterReachesNoAddressOfThisMachine() {
    let isolated = checks(of: cluster(isolated: true))
    for member in ["jobmanager", "taskmanager-1"] {
      #expect(expected(isolated, from: member, to: "10.213.0.1:1") == .blocked)
      #expect(expected(isolated, from: member, to: "192.168.1.5:7777") == .blocked)
    }
    #expect(expected(checks(of: cluster()), from: "taskmanager-1", to: "10.213.0.1:1") == .any)
    let joined = checks(of: cluster(isolated: true, joining: ["kafka": "172.20.0.4"]))
    #expect(expected(joined, from: "taskmanager-1", to: "10.213.0.1:1") == .any)
  }

  @Test func anOpenPortIsReachedOnEveryAddressOfThisMachine() async throws {
    let listener = try #require(HostListener())
    let addresses = (["127.0.0.1"] + HostAddresses.current()).map { ProbeAddress(host: $0, port: listener.port) }
    #expect(await NetworkProbe.run(addresses).allSatisfy { $0.outcome == .connected })
    withExtendedLifetime(listener) {}
  }

  @Test func otherClustersAreOutOfReachUnlessTheyJoinedTheSameNetwork() {
    let other = cluster("b")
    #expect(
      expected(checks(of: cluster(), others: [other]), from: "taskmanager-1", to: "10.213.0.2:6123") == .blocked)
    let joined = ["kafka": "172.20.0.4"]
    let both = checks(of: cluster(joining: joined), others: [cluster("b", joining: joined)])
    #expect(expected(both, from: "taskmanager-1", to: "10.213.0.2:6123") == nil)
  }

  @Test(arguments: [
    (NetworkCheck.Expectation.connected, [ProbeResult.Outcome.connected]), (.refused, [.refused]),
    (.arrives, [.connected, .refused]), (.blocked, [.timeout, .unreachable, .unresolved]),
    (.closed, [.refused, .timeout, .unreachable, .unresolved]), (.any, ProbeResult.Outcome.allCases),
  ])
  func anExpectationAcceptsWhatItSays(expectation: NetworkCheck.Expectation, accepted: [ProbeResult.Outcome]) {
    #expect(Set(ProbeResult.Outcome.allCases.filter { expectation.accepts($0) }) == Set(accepted))
  }
}
