import DockerEngine

/// Puts clusters together from what an engine lists. Pure: what belongs together says so in its labels.
struct ClusterAggregation {
  var containers: [ContainerSummary]
  var networks: [NetworkDetails]
  var volumes: [VolumeDetails]

  /// One cluster per name and run.
  private struct Key: Hashable {
    var name: String
    var run: String

    init?(_ labels: [String: String]) {
      guard let name = labels[Label.cluster] else { return nil }
      self.name = name
      run = labels[Label.run] ?? ""
    }
  }

  /// The clusters, by name; what carries no cluster's label is left out.
  var clusters: [ObservedCluster] {
    let containers = Dictionary(grouping: containers) { Key($0.labels) }
    let networks = Dictionary(grouping: networks) { Key($0.labels) }
    let volumes = Dictionary(grouping: volumes) { Key($0.labels) }
    return Set(containers.keys).union(networks.keys).union(volumes.keys).compactMap { $0 }
      .sorted { ($0.name, $0.run) < ($1.name, $1.run) }
      .map { Self.cluster($0, containers[$0] ?? [], networks[$0] ?? [], volumes[$0] ?? []) }
  }

  private static func cluster(
    _ key: Key, _ containers: [ContainerSummary], _ networks: [NetworkDetails], _ volumes: [VolumeDetails]
  ) -> ObservedCluster {
    let all = containers.map(\.labels) + networks.map(\.labels) + volumes.map(\.labels)
    let common = all.dropFirst().reduce(all.first ?? [:]) { common, labels in
      common.filter { labels[$0.key] == $0.value }
    }
    func first(_ label: String) -> String? { all.lazy.compactMap { $0[label] }.first }
    return ObservedCluster(
      name: key.name, run: key.run, mode: first(Label.mode) ?? "",
      members: containers.map { member($0, without: common) }.sorted(by: precedes),
      networks: networks.map(network).sorted { $0.name < $1.name }, volumes: volumes.map(\.name).sorted(),
      created: number(first(Label.created)) ?? containers.map(\.created).min(),
      expires: number(first(Label.expires)), client: first(Label.client).flatMap { ClientIdentity($0) },
      mayStay: first(Label.mayStay) == "true", spec: first(Label.spec).flatMap { ClusterSpec(record: $0) },
      labels: common)
  }

  /// Anybody may label things: a number that no drey writes is none, so that reckoning with it cannot overflow.
  static func number(_ text: String?) -> Int? {
    text.flatMap { Int($0) }.flatMap { (0...100_000_000_000).contains($0) ? $0 : nil }
  }

  private static func member(_ container: ContainerSummary, without common: [String: String]) -> ObservedMember {
    let name = container.names.first ?? container.id
    return ObservedMember(
      name: container.labels[Label.member] ?? name, role: container.labels[Label.role] ?? "", container: name,
      containerID: container.id, image: shortName(container.image),
      state: ObservedMember.State(container.status.rawValue),
      slots: number(container.labels[Label.slots]),
      labels: container.labels.filter { common[$0.key] == nil && $0.key != Label.spec })
  }

  /// Podman names the registry that an image without one would be of.
  private static func shortName(_ image: String) -> String {
    let registry = "docker.io/"
    return image.hasPrefix(registry) ? String(image.dropFirst(registry.utf8.count)) : image
  }

  private static func network(_ network: NetworkDetails) -> ObservedNetwork {
    ObservedNetwork(
      name: network.name, id: network.id, subnets: network.subnets.map(\.subnet), isInternal: network.isInternal)
  }

  /// `taskmanager-10` comes after `taskmanager-9`.
  private static func precedes(_ left: ObservedMember, _ right: ObservedMember) -> Bool {
    (left.role, left.name.utf8.count, left.name) < (right.role, right.name.utf8.count, right.name)
  }
}

extension ObservedMember.Details {
  init(_ container: ContainerDetails) {
    self.init(
      exitCode: ObservedMember.State(container.state.status.rawValue).hasEnded ? container.state.exitCode : nil,
      isOutOfMemoryKilled: container.state.isOutOfMemoryKilled, error: container.state.error,
      startedAt: container.state.startedAt, finishedAt: container.state.finishedAt,
      addresses: container.networks.mapValues(\.ipAddress))
  }
}
