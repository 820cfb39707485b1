import DockerEngine
public import DreyModel

/// Compares what a cluster should be with what an engine holds: layout + observed → plan. Pure.
public struct DockerPlanner: Sendable {
  /// Identifies the run in labels.
  public var runID: String
  /// How long the cluster may be there.
  public var lifetime: ClusterLifetime
  public var pool: SubnetPool

  public init(runID: String, lifetime: ClusterLifetime, pool: SubnetPool = .standard) {
    self.runID = runID
    self.lifetime = lifetime
    self.pool = pool
  }

  /// - Throws: ``DreyModel/Failure``: the name is taken, or the pool of subnets is.
  public func plan(_ layout: ClusterLayout, observed: ObservedEngine) throws(Failure) -> Plan<DockerOperation> {
    let names = DockerNames(cluster: layout.name)
    try refuseNameClash(layout, names, observed)
    let subnets = try pool.free(avoiding: observed.takenSubnets, seed: layout.name.text, count: 16)
    let labels = labels(of: layout)
    let network = NetworkSpec(name: names.network, isInternal: !layout.allowsEgress, labels: labels)

    var plan = Plan<DockerOperation>()
    let foundations = [
      plan.add(.createNetwork(network, subnets: subnets), because: "only members of the cluster reach each other"),
      plan.add(
        .createVolume(VolumeSpec(name: names.secrets, labels: labels)),
        because: "members prove who they are by a secret"),
    ]
    let template = ContainerTemplate(names: names, labels: labels, observed: observed)
    var created: [Created] = []
    for member in layout.members {
      let name = names.container(member)
      let id = plan.add(
        .createContainer(template.spec(for: member), name: name), because: member.purpose, after: foundations)
      let files = member.files.map { file in
        plan.add(.putFile(file, container: name), because: "it is read there at the start", after: [id])
      }
      created.append(Created(name: name, id: id, files: files))
    }
    addStarts(of: created, to: &plan)
    return plan
  }

  private struct Created {
    var name: String
    /// The node that creates it.
    var id: Int
    /// The nodes that put its files into it.
    var files: [Int]
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
        .start(container: name), because: "everything is in place", after: before + member.files + [attached, waiting])
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
    let others =
      [names.network].filter(observed.networkNames.contains) + [names.secrets].filter(observed.volumeNames.contains)
    guard let existing = containers.sorted().first ?? others.first else { return }
    throw Failure(
      .usage, "a cluster '\(layout.name)' exists already: the engine holds \(existing)",
      advice: "Choose another --name, or leave it out to have one made up.")
  }
}
