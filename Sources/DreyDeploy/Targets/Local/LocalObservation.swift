import FoundationEssentials

/// Puts clusters together from the folders and processes there are.
struct LocalObservation {
  var folders: [ClusterFolder]
  var processes: [ClusterProcess]

  /// By name. Processes whose cluster's folder is gone are a cluster as well, so that they are seen and removed.
  func clusters(_ selection: ClusterSelection) -> [ObservedCluster] {
    Set(folders).union(processes.map(\.cluster)).filter { $0.isSelected(by: selection) }
      .sorted { ($0.name, $0.run) < ($1.name, $1.run) }.map(cluster)
  }

  private func cluster(_ folder: ClusterFolder) -> ObservedCluster {
    let record = PrivateFile.read(ClusterRecord.self, from: folder.record)
    let labels = record?.labels ?? [Label.cluster: folder.name, Label.run: folder.run]
    return ObservedCluster(
      name: folder.name, run: folder.run, mode: labels[Label.mode] ?? "",
      members: (record?.members ?? []).map { member($0, in: folder) }, networks: [], volumes: [],
      created: ClusterAggregation.number(labels[Label.created]),
      expires: ClusterAggregation.number(labels[Label.expires]),
      client: labels[Label.client].flatMap { ClientIdentity($0) }, mayStay: labels[Label.mayStay] == "true",
      spec: labels[Label.spec].flatMap { ClusterSpec(record: $0) }, labels: labels.filter { $0.key != Label.spec })
  }

  private func member(_ member: ClusterRecord.Member, in cluster: ClusterFolder) -> ObservedMember {
    let folder = cluster.member(member.name)
    let state = MemberState(of: folder)
    return ObservedMember(
      name: member.name, role: member.role, container: folder.path,
      containerID: state.start?.identity.map { "\($0.process)" } ?? "-", image: member.image,
      state: ObservedMember.State(state.word),
      slots: member.role == MemberRole.taskManager.rawValue ? member.slots : nil, labels: [:])
  }
}

extension ObservedMember.Details {
  init(_ state: MemberState) {
    func time(_ milliseconds: Int?) -> String {
      guard let milliseconds else { return "0001-01-01T00:00:00Z" }
      return Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        .formatted(.iso8601.time(includingFractionalSeconds: true))
    }
    var addresses: [String: String] = [:]
    if case .running = state { addresses["loopback"] = "127.0.0.1" }
    self.init(
      exitCode: state.end?.exitCode, isOutOfMemoryKilled: false, error: "", startedAt: time(state.start?.at),
      finishedAt: time(state.end?.at), addresses: addresses)
  }
}
