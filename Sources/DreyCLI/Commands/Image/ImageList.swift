import DreyDeploy

/// What `drey image list` shows.
struct ImageList: Renderable {
  struct Row: Encodable {
    var reference: String
    var application: String?
    var size: Int
    var created: Int
    var inUse: Bool
    var current: Bool
  }

  var rows: [Row]
  /// Seconds since 1970.
  var now: Int

  init(_ images: [CatalogedImage], now: Int) {
    rows = images.map {
      Row(
        reference: $0.reference, application: $0.application, size: $0.size, created: $0.created, inUse: $0.isInUse,
        current: $0.isCurrent)
    }
    self.now = now
  }

  func encode(to encoder: any Encoder) throws { try rows.encode(to: encoder) }

  var text: String {
    let head = ["IMAGE", "APPLICATION", "SIZE", "AGE", "USE"]
    return TextTable(rows: [head] + rows.map(cells)).text
  }

  private func cells(_ row: Row) -> [String] {
    [
      row.reference, row.application ?? "-", "\(row.size / 1_000_000) MB", Age.text(now - row.created),
      row.inUse ? "in use" : row.current ? "current" : "unused",
    ]
  }
}
