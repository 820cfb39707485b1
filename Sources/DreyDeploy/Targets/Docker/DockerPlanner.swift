import DockerEngine
public import DreyModel

/// Compares what a cluster should be with what an engine holds: layout + observed → plan. Pure.
public struct DockerPlanner: Sendable {
  /// Identifies the run in labels.
  public var runID: String
  /// How long the cluster may be there.
  public var lifetime: ClusterLifetime
  public var pool: SubnetPool
  /// Whether the engine starts members again that fail.
  public var restartsMembers: Bool
  /// Local time for members; nil: UTC.
  var timeZone: String?

  public init(
    runID: String, lifetime: ClusterLifetime, pool: SubnetPool = .standard, restartsMembers: Bool = true
  ) {
    self.runID = runID
    self.lifetime = lifetime
    self.pool = pool
    self.restartsMembers = restartsMembers
  }

  /// - Throws: ``DreyModel/Failure``: the name is taken, a network to be joined is not there, or the pool of subnets is
  ///   exhausted.
  public func plan(_ layout: ClusterLayout, observed: ObservedEngine) throws(Failure) -> Plan<DockerOperation> {
    let names = DockerNames(cluster: layout.name)
    try refuseNameClash(layout, names, observed)
    try JoinedNetworks(names: layout.joinedNetworks).check(against: observed)
    let labels = labels(of: layout)
    var plan = Plan<DockerOperation>()
    let foundations =
      try addNetworks(of: layout, names, labels, observed, to: &plan) + addVolumes(of: layout, names, labels, to: &plan)
    var template = ContainerTemplate(spec: layout.spec, names: names, labels: labels, observed: observed)
    template.restartsMembers = restartsMembers
    template.endsWithItsWork = layout.endsWithItsWork
    template.timeZone = timeZone
    let created = layout.members.map { Self.add($0, of: layout, template, after: foundations, to: &plan) }
    addStarts(of: created, to: &plan)
    return plan
  }

  /// The members of a layout that a cluster which was made before does not have.
  static func planAddition(
    to cluster: ObservedCluster, of layout: ClusterLayout, observed: ObservedEngine, timeZone: String? = nil
  ) -> Plan<DockerOperation> {
    var template = ContainerTemplate(
      spec: layout.spec, names: DockerNames(cluster: layout.name), labels: cluster.labels, observed: observed)
    template.timeZone = timeZone
    var plan = Plan<DockerOperation>()
    for member in layout.members where !cluster.members.contains(where: { $0.name == member.name }) {
      let created = add(member, of: layout, template, after: [], to: &plan)
      _ = plan.add(
        .start(container: created.name), because: "the cluster lacks it", after: [created.id] + created.ready)
    }
    return plan
  }

  private static func add(
    _ member: Member, of layout: ClusterLayout, _ template: ContainerTemplate, after foundations: [Int],
    to plan: inout Plan<DockerOperation>
  ) -> Created {
    let name = template.names.container(member)
    let id = plan.add(
      .createContainer(template.spec(for: member), name: name), because: member.purpose, after: foundations)
    var ready = member.files.map { file in
      plan.add(.putFile(file, container: name), because: "it is read there at the start", after: [id])
    }
    if member.role == .jobManager {
      // The volume is shared.
      ready += member.surroundings.secrets.map { secret in
        plan.add(.putGivenSecret(secret, container: name), because: "members read it there", after: [id])
      }
    }
    if member.role == .jobManager, member.knowsRestToken {
      ready.append(
        plan.add(.putRestToken(container: name), because: "clients have to present it", after: [id]))
    }
    if member.clientPort != nil {
      let join = DockerOperation.connect(container: name, network: template.names.rest)
      ready.append(plan.add(join, because: "no other member is in it", after: [id]))
    }
    for network in layout.joinedNetworks {
      let join = DockerOperation.connect(container: name, network: network)
      ready.append(plan.add(join, because: "it was asked for", after: [id]))
    }
    return Created(name: name, id: id, ready: ready)
  }

  private struct Created {
    var name: String
    /// The node that creates it.
    var id: Int
    /// The nodes that make it ready to be started.
    var ready: [Int]
  }

  /// The private network, and one for clients that enter. Each has subnets of its own to try, so that the two, made at
  /// the same time, do not get into each other's way.
  private func addNetworks(
    of layout: ClusterLayout, _ names: DockerNames, _ labels: [String: String], _ observed: ObservedEngine,
    to plan: inout Plan<DockerOperation>
  ) throws(Failure) -> [Int] {
    let needed = layout.isEntered ? 2 : 1
    let subnets = try (layout.subnetPool ?? pool).free(
      avoiding: observed.takenSubnets, seed: layout.name.text, atLeast: needed, atMost: 16 * needed)
    func share(_ index: Int) -> [IPv4Subnet] { stride(from: index, to: subnets.count, by: needed).map { subnets[$0] } }

    // Without an address of the engine's machine in it, an internal network has no way to that machine either.
    let network = NetworkSpec(
      name: names.network, isInternal: !layout.allowsEgress, labels: labels,
      options: layout.allowsEgress || observed.isPodman ? [:] : ["com.docker.network.bridge.inhibit_ipv4": "true"])
    var nodes = [
      plan.add(.createNetwork(network, subnets: share(0)), because: "only members of the cluster reach each other")
    ]
    if layout.isEntered {
      // An engine publishes no port of an internal network. Without masquerading, what a container sends further than
      // the engine's machine has an address that nobody can answer to.
      let rest = NetworkSpec(
        name: names.rest, labels: labels,
        options: layout.allowsEgress ? [:] : ["com.docker.network.bridge.enable_ip_masquerade": "false"])
      let cause =
        "clients enter there, from this machine alone"
        + (layout.allowsEgress ? "" : "; through it the JobManager, and no other member, reaches this machine")
      nodes.append(plan.add(.createNetwork(rest, subnets: share(1)), because: cause))
    }
    return nodes
  }

  private func addVolumes(
    of layout: ClusterLayout, _ names: DockerNames, _ labels: [String: String], to plan: inout Plan<DockerOperation>
  ) -> [Int] {
    let causes = [
      names.secrets: "members prove who they are by a secret",
      names.restToken: "clients prove who they are by a token",
      names.state: "checkpoints outlive the members that take them",
      names.givenSecrets: "members read the secrets there that they are given",
    ]
    return names.volumes(of: layout).map { name in
      plan.add(.createVolume(VolumeSpec(name: name, labels: labels)), because: causes[name] ?? "members mount it")
    }
  }

  /// Output and end of every container are awaited before it starts, so that nothing is missed.
  ///
  /// The JobManager, which comes first, starts first: an engine resolves a container's name a moment before the container
  /// can be reached, and whoever dials in that moment waits a second for the next ARP request.
  private func addStarts(of created: [Created], to plan: inout Plan<DockerOperation>) {
    var before = created.prefix(1).map { first in
      plan.add(.putSecret(container: first.name), because: "the volume is shared", after: [first.id])
    }
    for (index, member) in created.enumerated() {
      let name = member.name
      let attached = plan.add(.attach(container: name), because: "no line it prints may be missed", after: [member.id])
      let waiting = plan.add(
        .openWait(container: name), because: "its exit code must not be missed", after: [member.id])
      let started = plan.add(
        .start(container: name), because: "everything is in place", after: before + member.ready + [attached, waiting])
      if index == 0 { before.append(started) }
    }
  }

  private func labels(of layout: ClusterLayout) -> [String: String] {
    lifetime.labels.merging([Label.cluster: layout.name.text, Label.mode: layout.mode, Label.run: runID]) { $1 }
  }

  private func refuseNameClash(
    _ layout: ClusterLayout, _ names: DockerNames, _ observed: ObservedEngine
  ) throws(Failure) {
    let containers = Set(layout.members.map(names.container)).intersection(observed.containerNames)
    let networks = [names.network] + (layout.isEntered ? [names.rest] : [])
    let others =
      networks.filter(observed.networkNames.contains)
      + names.volumes(of: layout).filter(observed.volumeNames.contains)
    guard let existing = containers.sorted().first ?? others.first else { return }
    throw Failure(
      .usage, "a cluster '\(layout.name)' exists already: the engine holds \(existing)",
      advice: "Choose another --name, or leave it out to have one made up.")
  }
}
