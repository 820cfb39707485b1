import DockerEngine
import FoundationEssentials
import Testing

@testable import DreyDeploy

/// Clusters are put together from what an engine lists, without an engine.
@Suite struct ClusterAggregationTests {
  private static func labels(_ cluster: String, run: String = "r1", _ more: [String: String] = [:]) -> String {
    let all = ["dev.drey.cluster": cluster, "dev.drey.run": run, "dev.drey.mode": "application"]
      .merging(more) { $1 }
    return "{" + all.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",") + "}"
  }

  private static func container(
    _ cluster: String, _ member: String, _ state: String, run: String = "r1", image: String = "drey/x:1",
    _ more: [String: String] = [:]
  ) throws -> ContainerSummary {
    let role = member == "jobmanager" ? member : "taskmanager"
    let labels = labels(cluster, run: run, ["dev.drey.role": role, "dev.drey.member": member].merging(more) { $1 })
    return try decode(
      """
      {"Id":"id-\(member)","Names":["/drey-\(cluster)-\(member)"],"Image":"\(image)","Created":1700,
       "State":"\(state)","Labels":\(labels)}
      """)
  }

  private static func network(
    _ cluster: String, run: String = "r1", _ more: [String: String] = [:]
  ) throws
    -> NetworkDetails
  {
    try decode(
      """
      {"Id":"n","Name":"drey-\(cluster)","Internal":true,"IPAM":{"Config":[{"Subnet":"10.213.0.0/26"}]},
       "Labels":\(labels(cluster, run: run, more))}
      """)
  }

  private static func volume(_ cluster: String) throws -> VolumeDetails {
    try decode("{\"Name\":\"drey-\(cluster)-secrets\",\"Labels\":\(labels(cluster))}")
  }

  private static func decode<T: Decodable>(_ json: String) throws -> T {
    try JSONDecoder().decode(T.self, from: Data(json.utf8))
  }

  private func state(_ states: [String: String]) throws -> ObservedCluster.State? {
    let containers = try states.map { try Self.container("a", $0.key, $0.value) }
    return ClusterAggregation(containers: containers, networks: [], volumes: []).clusters.first?.state
  }

  @Test func membersNetworkAndVolumeMakeOneCluster() throws {
    let life = ["dev.drey.created": "1600", "dev.drey.expires": "9000", "dev.drey.client": "boot/1 42 777"]
    let clusters = ClusterAggregation(
      containers: [
        try Self.container("a", "taskmanager-10", "running", life.merging(["dev.drey.slots": "2"]) { $1 }),
        try Self.container("a", "taskmanager-9", "running", life.merging(["dev.drey.slots": "2"]) { $1 }),
        try Self.container("a", "jobmanager", "running", life),
      ], networks: [try Self.network("a", life)], volumes: [try Self.volume("a")]
    ).clusters
    let cluster = try #require(clusters.first)
    #expect(clusters.count == 1)
    #expect(cluster.members.map(\.name) == ["jobmanager", "taskmanager-9", "taskmanager-10"])
    #expect((cluster.mode, cluster.state, cluster.slots) == ("application", .running, 4))
    #expect((cluster.created, cluster.expires) == (1600, 9000))
    #expect(cluster.client == ClientIdentity(host: "boot/1", process: 42, started: "777"))
    #expect(cluster.networks.first?.subnets == ["10.213.0.0/26"])
    #expect(cluster.volumes == ["drey-a-secrets"])
    #expect(cluster.labels.keys.sorted() == ["dev.drey.cluster", "dev.drey.mode", "dev.drey.run"])
    #expect(cluster.members[1].labels["dev.drey.member"] == "taskmanager-9")
    #expect(cluster.members[1].labels["dev.drey.cluster"] == nil)
  }

  @Test(arguments: ["drey/x:1", "docker.io/drey/x:1"]) func registryThatAnEngineAddsIsLeftOut(image: String) throws {
    let container = try Self.container("orders", "jobmanager", "running", image: image)
    let clusters = ClusterAggregation(containers: [container], networks: [], volumes: []).clusters
    #expect(clusters.first?.members.map(\.image) == ["drey/x:1"])
  }

  @Test func stateFollowsFromTheMembers() throws {
    #expect(try state(["jobmanager": "running", "taskmanager-1": "running"]) == .running)
    #expect(try state(["jobmanager": "exited", "taskmanager-1": "dead"]) == .ended)
    #expect(try state(["jobmanager": "running", "taskmanager-1": "exited"]) == .partial)
    #expect(try state(["jobmanager": "created", "taskmanager-1": "running"]) == .partial)
    #expect(try state(["taskmanager-1": "running"]) == .partial)
  }

  @Test func loneNetworkIsAClusterOfLeftovers() throws {
    let clusters = ClusterAggregation(containers: [], networks: [try Self.network("gone")], volumes: []).clusters
    #expect(clusters.map(\.name) == ["gone"])
    #expect(clusters.map(\.state) == [.leftovers])
    #expect(clusters.map(\.slots) == [0])
  }

  @Test func twoRunsOfOneNameAreTwoClusters() throws {
    let clusters = ClusterAggregation(
      containers: [try Self.container("a", "jobmanager", "running", run: "r2")],
      networks: [try Self.network("a", run: "r1")], volumes: []
    ).clusters
    #expect(clusters.map(\.run) == ["r1", "r2"])
    #expect(clusters.map(\.state) == [.leftovers, .running])
  }

  @Test(arguments: ["\(Int.min)", "\(Int.max)", "-1"]) func absurdNumbersAreNone(text: String) throws {
    let life = ["dev.drey.created": text, "dev.drey.expires": text, "dev.drey.slots": text]
    let one = try Self.container("a", "taskmanager-1", "running", life)
    let two = try Self.container("a", "taskmanager-2", "running", life)
    let cluster = ClusterAggregation(containers: [one, two], networks: [], volumes: []).clusters.first
    #expect(cluster?.slots == nil)
    #expect(cluster?.expires == nil)
    #expect(cluster?.created == 1700)
  }

  @Test func whatIsNotOursOrBadlyLabelledDoesNoHarm() throws {
    let foreign: ContainerSummary = try Self.decode("{\"Id\":\"x\",\"State\":\"running\",\"Labels\":{\"a\":\"b\"}}")
    let odd = try Self.container(
      "a", "taskmanager-1", "running", ["dev.drey.slots": "many", "dev.drey.expires": "soon"])
    let clusters = ClusterAggregation(containers: [foreign, odd], networks: [], volumes: []).clusters
    #expect(clusters.map(\.name) == ["a"])
    #expect(clusters.first?.slots == nil)
    #expect(clusters.first?.expires == nil)
    #expect(clusters.first?.created == 1700)
  }
}
