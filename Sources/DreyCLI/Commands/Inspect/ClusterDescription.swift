import DreyDeploy

/// What `drey inspect` shows.
struct ClusterDescription: Renderable {
  var clusters: [ObservedCluster]
  /// Seconds since 1970.
  var now: Int

  /// Labels that a member has from its image; the image's name says as much in less room.
  private static let imageLabels = [Label.contract, Label.content, Label.application]

  /// A list, as there may be several of one name.
  func encode(to encoder: any Encoder) throws { try clusters.encode(to: encoder) }

  var text: String { clusters.map(describe).joined(separator: "\n\n") }

  private func describe(_ cluster: ObservedCluster) -> String {
    let facts =
      [
        ["name", cluster.name], ["mode", cluster.mode], ["state", cluster.state.rawValue],
        ["created", cluster.created.map { "\(Age.text(now - $0)) ago" } ?? "?"],
        ["expires", Age.expiry(cluster.expires, now: now)],
      ]
      + cluster.networks.map {
        ["network", "\($0.name) \($0.subnets.joined(separator: " "))\($0.isInternal ? " internal" : "")"]
      } + cluster.volumes.map { ["volume", $0] }
      + cluster.labels.sorted { $0.key < $1.key }.map { ["label", "\($0.key)=\($0.value)"] }
    let head = ["MEMBER", "CONTAINER", "STATE", "EXIT", "ADDRESS", "IMAGE", "LABELS"]
    let sections =
      [TextTable(rows: facts).text]
      + (cluster.members.isEmpty ? [] : [TextTable(rows: [head] + cluster.members.map(cells)).text])
    return sections.joined(separator: "\n\n")
  }

  private func cells(_ member: ObservedMember) -> [String] {
    let details = member.details
    let addresses = details?.addresses.sorted { $0.key < $1.key }.map(\.value).filter { !$0.isEmpty } ?? []
    return [
      member.name, String(member.containerID.prefix(12)),
      member.state.word + (details?.isOutOfMemoryKilled == true ? " (out of memory)" : ""),
      details?.exitCode.map { "\($0)" } ?? "-", addresses.isEmpty ? "-" : addresses.joined(separator: ","),
      member.image,
      member.labels.filter { !Self.imageLabels.contains($0.key) }.sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value)" }.joined(separator: " "),
    ]
  }
}
