extension JobGraph {
  /// The slot sharing group of vertices that name none; Flink's name for it.
  public static let defaultSlotSharingGroup = "default"

  /// Slots the job needs: vertices of one group share slots, so a group needs as many as its highest parallelism.
  public var requiredSlots: Int { slotSharingGroups.reduce(0) { $0 + $1.slots } }

  /// The subtasks that each slot runs. A slot has no more than one subtask of a vertex, and only vertices of one group.
  public var slotShares: [[SubtaskID]] {
    slotSharingGroups.flatMap { group in
      (0..<group.slots).map { index in
        group.vertices.filter { index < $0.parallelism }.map { SubtaskID(vertex: $0.id, index: index) }
      }
    }
  }

  private struct SlotSharingGroup {
    var vertices: [JobVertex]
    var slots: Int { max(0, vertices.map(\.parallelism).max() ?? 0) }
  }

  /// In the order of their first vertices.
  private var slotSharingGroups: [SlotSharingGroup] {
    var order: [String] = []
    var groups: [String: SlotSharingGroup] = [:]
    for vertex in vertices {
      let name = vertex.slotSharingGroup ?? Self.defaultSlotSharingGroup
      if groups[name] == nil { order.append(name) }
      groups[name, default: SlotSharingGroup(vertices: [])].vertices.append(vertex)
    }
    return order.compactMap { groups[$0] }
  }
}
