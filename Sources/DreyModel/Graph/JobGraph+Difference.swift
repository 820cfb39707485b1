extension JobGraph {
  /// Says in what this graph first differs from another one, as far as its ``fingerprint`` does; nil: in nothing.
  public func difference(from other: JobGraph) -> String? {
    guard vertices.count == other.vertices.count else {
      return "\(vertices.count) vertices instead of \(other.vertices.count)"
    }
    let (groups, otherGroups) = (maxParallelism, other.maxParallelism)
    guard groups == otherGroups || isMaxParallelismDerived == true else {
      return
        "\(groups ?? Self.defaultMaxParallelism) key groups instead of \(otherGroups ?? Self.defaultMaxParallelism)"
    }
    for (vertex, before) in zip(vertices, other.vertices) {
      if let difference = vertex.difference(from: before) { return difference }
    }
    for (edge, before) in zip(edges, other.edges) where edge != before {
      return "edge \(edge.source) -> \(edge.target) (\(edge.shipStrategy.rawValue)) instead of"
        + " \(before.source) -> \(before.target) (\(before.shipStrategy.rawValue))"
    }
    return edges.count == other.edges.count ? nil : "\(edges.count) edges instead of \(other.edges.count)"
  }
}

extension JobVertex {
  fileprivate func difference(from other: JobVertex) -> String? {
    guard parallelism == other.parallelism else {
      return "'\(name)' has parallelism \(parallelism) instead of \(other.parallelism)"
    }
    guard slotSharingGroup == other.slotSharingGroup else {
      return
        "'\(name)' is in the slot sharing group '\(slotSharingGroup ?? JobGraph.defaultSlotSharingGroup)' instead of"
        + " '\(other.slotSharingGroup ?? JobGraph.defaultSlotSharingGroup)'"
    }
    for (here, there) in zip(operators, other.operators) {
      if (here.id, here.uid) != (there.id, there.uid) {
        return "operator '\(here.uid)' (number \(here.id)) instead of '\(there.uid)' (number \(there.id))"
      }
      if here.kind != there.kind {
        return "operator '\(here.uid)' is a \(here.kind ?? "") instead of a \(there.kind ?? "")"
      }
      if here.outputType != there.outputType {
        return "'\(here.name)' emits \(here.outputType) instead of \(there.outputType)"
      }
    }
    return operators.count == other.operators.count
      ? nil : "'\(name)' has \(operators.count) operators instead of \(other.operators.count)"
  }
}
