import DreyModel

/// Which operators may join the vertex of the one before, and which slots they share. Decided in the order of their ids.
struct Chaining {
  private let isEnabled: Bool
  /// By node.
  private var groups: [Int: String] = [:]

  init(_ nodes: [OperatorNode], isEnabled: Bool) {
    self.isEnabled = isEnabled
    for node in nodes { groups[node.id] = group(of: node) }
  }

  /// Whether a node may be in one vertex with the only one it reads from, along a forward edge.
  func joins(_ node: OperatorNode, to input: OperatorNode) -> Bool {
    isEnabled && node.chaining == .always && input.chaining != .never && groups[node.id] == groups[input.id]
  }

  /// The slot sharing group that a node names, or that all its inputs are in; nil is the default one.
  func slotSharingGroup(of node: OperatorNode) -> String? {
    groups[node.id].flatMap { $0 == JobGraph.defaultSlotSharingGroup ? nil : $0 }
  }

  private func group(of node: OperatorNode) -> String {
    if let named = node.slotSharingGroup { return named }
    let inherited = Set(node.inputs.compactMap { groups[$0.node.id] })
    guard inherited.count == 1, let only = inherited.first else { return JobGraph.defaultSlotSharingGroup }
    return only
  }
}
