import DreyModel

/// Which subtask is connected to which, and on which channel of its gate. Pure arithmetic over a valid graph.
struct ExchangeLayout: Sendable {
  let graph: JobGraph

  /// The downstream subtasks that one upstream subtask sends to along an edge, in the order of its channels.
  func downstream(of edge: JobEdge, from upstream: Int) -> Range<Int> {
    let (sources, targets) = (parallelism(edge.source), parallelism(edge.target))
    switch edge.shipStrategy {
    case .forward: return upstream..<upstream + 1
    case .rescale:
      let end = Self.quotientUp((upstream + 1) * targets, by: sources)
      return min(end - 1, Self.quotientUp(upstream * targets, by: sources))..<end
    case .hash, .rebalance, .shuffle, .global, .broadcast, .custom: return 0..<targets
    }
  }

  /// The upstream subtasks that one downstream subtask receives from along an edge.
  func upstream(of edge: JobEdge, to downstream: Int) -> Range<Int> {
    let (sources, targets) = (parallelism(edge.source), parallelism(edge.target))
    switch edge.shipStrategy {
    case .forward: return downstream..<downstream + 1
    case .rescale:
      // Contiguous groups as in Flink: of more sources than targets each target has a share, else each source has.
      let start = downstream * sources / targets
      return start..<max(start + 1, (downstream + 1) * sources / targets)
    case .hash, .rebalance, .shuffle, .global, .broadcast, .custom: return 0..<sources
    }
  }

  /// The number of channels in a subtask's gate.
  func channelCount(of subtask: SubtaskID) -> Int {
    graph.edges.filter { $0.target == subtask.vertex }.reduce(0) { $0 + upstream(of: $1, to: subtask.index).count }
  }

  /// The channels in a downstream subtask's gate at which an edge arrives, in the order of its upstream subtasks.
  func channels(of edge: JobEdge, to downstream: Int) -> Range<Int> {
    let before = graph.edges.filter { $0.target == edge.target && $0.id < edge.id }
    let offset = before.reduce(0) { $0 + upstream(of: $1, to: downstream).count }
    return offset..<offset + upstream(of: edge, to: downstream).count
  }

  /// The channel at which one of an edge's upstream subtasks arrives in the gate of one of its downstream subtasks.
  func channel(of edge: JobEdge, from upstream: Int, to downstream: Int) -> Int {
    channels(of: edge, to: downstream).lowerBound + upstream - self.upstream(of: edge, to: downstream).lowerBound
  }

  private func parallelism(_ vertex: Int) -> Int { graph.vertices[vertex].parallelism }

  private static func quotientUp(_ dividend: Int, by divisor: Int) -> Int { (dividend + divisor - 1) / divisor }
}
