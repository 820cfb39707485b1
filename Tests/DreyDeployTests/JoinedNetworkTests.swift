import DockerEngine
import DreyModel
import Testing

@testable import DreyDeploy

@Suite struct JoinedNetworkTests {
  private let observed = ObservedEngine(
    cpus: 2, isPodman: false, containerNames: [], networkNames: ["bridge", "host", "none", "kafka-net", "drey-other"],
    clusterNetworks: ["drey-other": "other"], volumeNames: [], takenSubnets: [])

  private func plan(joining networks: [String], pool: SubnetPool? = nil) throws -> Plan<DockerOperation> {
    var spec = ClusterSpec(name: try ClusterName("orders"))
    spec.networks = networks
    spec.subnetPool = pool
    let layout = try ApplicationMode().layout(of: spec, images: ClusterImages(jobManager: "jm:1", taskManager: "tm:1"))
    return try DockerPlanner(runID: "run", lifetime: ClusterLifetime(created: 0)).plan(layout, observed: observed)
  }

  @Test func everyMemberJoinsBeforeItStarts() throws {
    let plan = try plan(joining: ["kafka-net", "bridge"])
    for container in ["drey-orders-jobmanager", "drey-orders-taskmanager-1"] {
      let start = try #require(plan.nodes.first { $0.operation == .start(container: container) })
      for network in ["kafka-net", "bridge"] {
        let join = try #require(
          plan.nodes.first { $0.operation == .connect(container: container, network: network) })
        #expect(start.dependencies.contains(join.id))
      }
    }
    #expect(plan.description.contains("container drey-orders-taskmanager-1: join network kafka-net (it was asked for)"))
  }

  @Test func membersAreDialledByNamesThatNobodyElseHas() throws {
    let plan = try plan(joining: ["kafka-net"])
    for node in plan.nodes {
      guard case .createContainer(let spec, let name) = node.operation else { continue }
      #expect(spec.hostname == name, "an engine makes it an alias in every network")
      let member = name.dropFirst("drey-orders-".count)
      #expect(spec.networks.keys.sorted() == ["drey-orders"])
      #expect(spec.networks["drey-orders"]?.aliases == ["\(member).drey-orders", "\(member)"])
      #expect(spec.command?.contains("jobmanager.rpc.address=jobmanager.drey-orders") == true)
      #expect(spec.command?.contains { $0.hasSuffix("=jobmanager") } == false)
    }
    let worker = plan.nodes.compactMap { node -> [String]? in
      guard case .createContainer(let spec, "drey-orders-taskmanager-1") = node.operation else { return nil }
      return spec.command
    }.first
    #expect(worker?.contains("taskmanager.host=taskmanager-1.drey-orders") == true)
  }

  @Test(arguments: [
    ("kafka", "network.join: there is no network 'kafka' on the engine. Did you mean 'kafka-net'?"),
    ("host", "a container in the network 'host' can be in no other"),
    ("drey-other", "the network 'drey-other' belongs to the cluster 'other'"),
  ])
  func whatCannotBeJoinedIsBadUsage(network: String, message: String) throws {
    let failure = try #require(throws: Failure.self) { try plan(joining: [network]) }
    #expect(failure.domain == .usage && failure.message.contains(message), "\(failure)")
    #expect(failure.advice?.isEmpty == false)
  }

  @Test func theSpecsPoolIsTheOneThatIsUsed() throws {
    let pool = try SubnetPool(parsing: "172.30.0.0/24:28")
    let plan = try plan(joining: [], pool: pool)
    guard case .createNetwork(_, let subnets)? = plan.nodes.first?.operation else {
      Issue.record("the first node makes the network")
      return
    }
    #expect(!subnets.isEmpty && subnets.allSatisfy { pool.range.overlaps($0) && $0.prefix == 28 })
  }
}
