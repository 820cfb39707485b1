import DreyDeploy

/// What `drey list` shows.
struct ClusterList: Renderable {
  struct Row: Encodable {
    var name: String
    var mode: String
    var state: ObservedCluster.State
    var taskManagers: Int
    var slots: Int?
    var created: Int?
    var expires: Int?

    init(_ cluster: ObservedCluster) {
      name = cluster.name
      mode = cluster.mode
      state = cluster.state
      taskManagers = cluster.taskManagers.count
      slots = cluster.slots
      created = cluster.created
      expires = cluster.expires
    }
  }

  var rows: [Row]
  /// Seconds since 1970.
  var now: Int

  init(_ clusters: [ObservedCluster], now: Int) {
    rows = clusters.map(Row.init)
    self.now = now
  }

  func encode(to encoder: any Encoder) throws { try rows.encode(to: encoder) }

  var text: String {
    let head = ["NAME", "MODE", "STATE", "TASKMANAGERS", "SLOTS", "AGE", "EXPIRES"]
    return TextTable(rows: [head] + rows.map(cells)).text
  }

  private func cells(_ row: Row) -> [String] {
    [
      row.name, row.mode, row.state.rawValue, "\(row.taskManagers)", row.slots.map { "\($0)" } ?? "?",
      row.created.map { Age.text(now - $0) } ?? "?", Age.expiry(row.expires, now: now),
    ]
  }
}
