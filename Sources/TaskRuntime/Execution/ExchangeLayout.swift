import DreyModel

/// Which subtask is connected to which, and on which channel of its gate. Pure arithmetic over a valid graph.
struct ExchangeLayout: Sendable {
  let graph: JobGraph

  /// The downstream subtasks that one upstream subtask sends to along an edge, in the order of its channels.
  func downstream(of edge: JobEdge, from upstream: Int) -> [Int] {
    edge.shipStrategy == .forward ? [upstream] : Array(0..<graph.vertices[edge.target].parallelism)
  }

  /// The upstream subtasks that one downstream subtask receives from along an edge.
  func upstream(of edge: JobEdge, to downstream: Int) -> [Int] {
    edge.shipStrategy == .forward ? [downstream] : Array(0..<graph.vertices[edge.source].parallelism)
  }

  /// The number of channels in the gate of each subtask of a vertex.
  func channelCount(ofVertex vertex: Int) -> Int {
    graph.edges.filter { $0.target == vertex }.reduce(0) { $0 + upstream(of: $1, to: 0).count }
  }

  /// The channel at which an edge's upstream subtask arrives in the gate of each of its downstream subtasks.
  func channel(of edge: JobEdge, from upstream: Int) -> Int {
    let before = graph.edges.filter { $0.target == edge.target && $0.id < edge.id }
    let offset = before.reduce(0) { $0 + self.upstream(of: $1, to: 0).count }
    return edge.shipStrategy == .forward ? offset : offset + upstream
  }
}
