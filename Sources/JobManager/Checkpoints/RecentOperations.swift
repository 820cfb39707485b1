import DreyModel

/// Operations on savepoints that clients asked for: all that are under way, and those that ended last.
struct RecentOperations: Sendable {
  /// Operations that are remembered.
  private static let capacity = 1000
  /// Operations that may be under way at a time.
  static let underWayLimit = 100

  private var operations: [SavepointRequestID: SavepointOperation] = [:]
  /// In the order in which they were asked for.
  private var order: [SavepointRequestID] = []

  /// By trigger id.
  var all: [String: SavepointOperation] {
    Dictionary(uniqueKeysWithValues: operations.map { ($0.key.hex, $0.value) })
  }

  /// Whether there are so many under way that another one is to be refused.
  var isFull: Bool { operations.values.count { $0 == .inProgress } >= Self.underWayLimit }

  subscript(id: SavepointRequestID) -> SavepointOperation? {
    get { operations[id] }
    set {
      if operations[id] == nil, newValue != nil { order.append(id) }
      operations[id] = newValue
      forgetOld()
    }
  }

  private mutating func forgetOld() {
    while order.count > Self.capacity, let index = order.firstIndex(where: { operations[$0] != .inProgress }) {
      operations[order.remove(at: index)] = nil
    }
  }
}
