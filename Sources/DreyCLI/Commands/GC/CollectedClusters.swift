import DreyDeploy

/// What `drey gc` removed, or would remove.
struct CollectedClusters: Renderable {
  struct Row: Encodable {
    var name: String
    var mode: String
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

  func encode(to encoder: any Encoder) throws { try rows.encode(to: encoder) }

  var text: String {
    TextTable(rows: rows.map { [$0.name, $0.cause + ($0.expired.map { " \(Age.text(now - $0)) ago" } ?? "")] }).text
  }
}
