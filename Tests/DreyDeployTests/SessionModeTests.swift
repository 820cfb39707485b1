import DockerEngine
import DreyModel
import Testing

@testable import DreyDeploy

@Suite struct SessionModeTests {
  private let observed = ObservedEngine(
    cpus: 2, isPodman: false, containerNames: [], networkNames: [], volumeNames: [], takenSubnets: [])

  private func layout(isolated: Bool = false, options: Options = Options()) throws -> ClusterLayout {
    let spec = ClusterSpec(
      name: try ClusterName("orders"), taskManagers: 2, slots: 3, parallelism: 6, isolated: isolated, options: options)
    return try SessionMode().layout(of: spec, images: ClusterImages(jobManager: "jm:1", taskManager: "tm:1"))
  }

  private func plan(_ layout: ClusterLayout, pool: SubnetPool = .standard) throws -> Plan<DockerOperation> {
    try DockerPlanner(runID: "run", lifetime: ClusterLifetime(created: 0), pool: pool).plan(layout, observed: observed)
  }

  private func containers(_ plan: Plan<DockerOperation>) -> [String: ContainerSpec] {
    plan.nodes.reduce(into: [:]) { specs, node in
      if case .createContainer(let spec, let name) = node.operation { specs[name] = spec }
    }
  }

  private func networks(_ plan: Plan<DockerOperation>) -> [(spec: NetworkSpec, subnets: [IPv4Subnet])] {
    plan.nodes.compactMap {
      if case .createNetwork(let spec, let subnets) = $0.operation { (spec, subnets) } else { nil }
    }
  }

  @Test func clientsEnterTheJobManagerAndNothingElse() throws {
    let layout = try layout()
    #expect(layout.mode == "session" && layout.isEntered)
    #expect(layout.jobManager?.clientPort == 8081)
    #expect(layout.taskManagers.map(\.clientPort) == [nil, nil])
    #expect(
      layout.jobManager?.arguments == [
        "jobmanager", "-D", "execution.checkpointing.dir=/var/lib/drey/checkpoints", "-D",
        "execution.checkpointing.savepoint-dir=/var/lib/drey/savepoints", "-D",
        "high-availability.storageDir=/var/lib/drey/ha", "-D",
        "jobmanager.rpc.address=jobmanager.drey-orders", "-D", "parallelism.default=6", "-D",
        "web.upload.capacity=\(192 << 20)",
      ])
    #expect(layout.taskManagers.allSatisfy { $0.arguments.contains("taskmanager.stdout.job-id=true") })
    #expect(
      try ApplicationMode().layout(
        of: ClusterSpec(name: try ClusterName("a")), images: .init(jobManager: "", taskManager: "")
      ).isEntered == false)
  }

  @Test func theCapacityForUploadsMayBeGiven() throws {
    let layout = try layout(options: Options([OptionKey.uploadCapacity.rawValue: "5000"]))
    #expect(layout.jobManager?.arguments.contains("web.upload.capacity=5000") == true)
  }

  @Test func thePortIsPublishedOnLoopbackWhereTheEngineChooses() throws {
    let specs = containers(try plan(layout()))
    let jobManager = try #require(specs["drey-orders-jobmanager"])
    #expect(jobManager.host.portBindings == [Port(8081): [PortBinding(hostAddress: "127.0.0.1", hostPort: nil)]])
    for (name, spec) in specs where name != "drey-orders-jobmanager" {
      #expect(spec.host.portBindings.isEmpty && spec.exposedPorts.isEmpty)
    }
  }

  @Test func onlyTheJobManagerJoinsTheSecondNetworkBeforeItStarts() throws {
    let plan = try plan(layout())
    let joins = plan.nodes.filter { if case .connect = $0.operation { true } else { false } }
    #expect(joins.map(\.operation) == [.connect(container: "drey-orders-jobmanager", network: "drey-orders.rest")])
    let start = try #require(plan.nodes.first { $0.operation == .start(container: "drey-orders-jobmanager") })
    #expect(start.dependencies.contains(try #require(joins.first?.id)))
    #expect(plan.description.contains("container drey-orders-jobmanager: join network drey-orders.rest"))
    #expect(containers(plan).values.allSatisfy { $0.networks.keys.sorted() == ["drey-orders"] })
  }

  /// Whoever shares the secrets' volume could read it there.
  @Test func onlyTheJobManagerMountsTheToken() throws {
    let plan = try plan(layout())
    for (name, spec) in containers(plan) {
      let isMounted = spec.host.mounts.contains { $0.target == ContainerContract.Path.restFolder }
      #expect(isMounted == (name == "drey-orders-jobmanager"))
      #expect(!ContainerContract.Path.restToken.hasPrefix(ContainerContract.Path.secrets))
    }
    let put = try #require(plan.nodes.first { $0.operation == .putRestToken(container: "drey-orders-jobmanager") })
    let start = try #require(plan.nodes.first { $0.operation == .start(container: "drey-orders-jobmanager") })
    #expect(start.dependencies.contains(put.id))
  }

  @Test func anIsolatedSessionIsEnteredButHasNoWayOut() throws {
    let open = networks(try plan(layout()))
    #expect(open.map(\.spec.isInternal) == [false, false])
    #expect(open.allSatisfy { $0.spec.options.isEmpty })
    let isolated = networks(try plan(layout(isolated: true)))
    #expect(isolated.map(\.spec.name) == ["drey-orders", "drey-orders.rest"])
    #expect(isolated.map(\.spec.isInternal) == [true, false])
    #expect(isolated[1].spec.options == ["com.docker.network.bridge.enable_ip_masquerade": "false"])
  }

  @Test func theTwoNetworksNeverTryTheSameSubnet() throws {
    let networks = networks(try plan(layout()))
    #expect(networks.map(\.subnets.count) == [16, 16])
    #expect(Set(networks.flatMap(\.subnets)).count == 32)
  }

  @Test func aPoolWithOneSubnetLeftIsTooSmall() throws {
    let pool = SubnetPool(range: try #require(IPv4Subnet("10.1.0.0/26")), size: 26)
    let failure = try #require(throws: Failure.self) { try plan(layout(), pool: pool) }
    #expect(failure.message == "all but 1 of the 1 subnets of the pool 10.1.0.0/26 are taken, 2 are needed")
  }

  @Test func everythingIsLabelled() throws {
    let plan = try plan(layout())
    #expect(networks(plan).allSatisfy { $0.spec.labels[Label.run] == "run" })
    for case .createVolume(let volume) in plan.nodes.map(\.operation) {
      #expect(volume.labels[Label.cluster] == "orders")
    }
    for spec in containers(plan).values {
      for mount in spec.host.mounts {
        if case .volume(_, _, let labels) = mount.kind { #expect(labels[Label.run] == "run") }
      }
    }
  }
}
