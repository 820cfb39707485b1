/// Which subtask is connected to which. Of a valid graph.
extension JobGraph {
  /// The vertices that read from no other.
  public var sources: [JobVertex] {
    let targets = Set(edges.map(\.target))
    return vertices.filter { !targets.contains($0.id) }
  }

  /// The downstream subtasks that one upstream subtask sends to along an edge, by their indices.
  public func downstream(of edge: JobEdge, from upstream: Int) -> Range<Int> {
    let (sources, targets) = (vertices[edge.source].parallelism, vertices[edge.target].parallelism)
    switch edge.shipStrategy {
    case .forward: return upstream..<upstream + 1
    case .rescale:
      let end = Self.quotientUp((upstream + 1) * targets, by: sources)
      return min(end - 1, Self.quotientUp(upstream * targets, by: sources))..<end
    case .hash, .rebalance, .shuffle, .global, .broadcast, .custom: return 0..<targets
    }
  }

  /// The upstream subtasks that one downstream subtask receives from along an edge, by their indices.
  public func upstream(of edge: JobEdge, to downstream: Int) -> Range<Int> {
    let (sources, targets) = (vertices[edge.source].parallelism, vertices[edge.target].parallelism)
    switch edge.shipStrategy {
    case .forward: return downstream..<downstream + 1
    case .rescale:
      // Contiguous groups as in Flink: of more sources than targets each target has a share, else each source has.
      let start = downstream * sources / targets
      return start..<max(start + 1, (downstream + 1) * sources / targets)
    case .hash, .rebalance, .shuffle, .global, .broadcast, .custom: return 0..<sources
    }
  }

  private static func quotientUp(_ dividend: Int, by divisor: Int) -> Int { (dividend + divisor - 1) / divisor }
}
