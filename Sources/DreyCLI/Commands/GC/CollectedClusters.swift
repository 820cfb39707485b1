import DreyDeploy

/// The clusters and post-mortems that `drey gc` removed, or would remove.
struct CollectedClusters: Renderable {
  struct Row: Encodable {
    /// `cluster` or `post-mortem`.
    var kind = "cluster"
    /// The cluster's name, or the post-mortem's path.
    var name: String
    /// The cluster's mode.
    var mode: String?
    /// `expired` or `orphaned`.
    var cause: String
    /// Seconds since 1970.
    var expired: Int?
  }

  var rows: [Row] = []
  /// Seconds since 1970.
  var now: Int

  mutating func add(_ cluster: ObservedCluster, _ cause: GarbageCollection.Cause) {
    switch cause {
    case .expired(let since):
      rows.append(Row(name: cluster.name, mode: cluster.mode, cause: "expired", expired: since))
    case .orphaned: rows.append(Row(name: cluster.name, mode: cluster.mode, cause: "orphaned"))
    }
  }

  mutating func add(_ postMortem: PostMortemArchive.Entry) {
    rows.append(Row(kind: "post-mortem", name: postMortem.path, cause: "expired", expired: postMortem.written))
  }

  func encode(to encoder: any Encoder) throws { try rows.encode(to: encoder) }

  var text: String {
    TextTable(rows: rows.map { [$0.name, text($0)] }).text
  }

  private func text(_ row: Row) -> String {
    if row.kind != "cluster" { return "\(row.kind), written \(Age.text(now - (row.expired ?? now))) ago" }
    return row.cause + (row.expired.map { " \(Age.text(now - $0)) ago" } ?? "")
  }
}
