import DreyModel

/// Which subtask is connected to which, and on which channel of its gate. Pure arithmetic over a valid graph.
struct ExchangeLayout: Sendable {
  let graph: JobGraph

  /// See ``DreyModel/JobGraph/downstream(of:from:)``.
  func downstream(of edge: JobEdge, from upstream: Int) -> Range<Int> { graph.downstream(of: edge, from: upstream) }

  /// See ``DreyModel/JobGraph/upstream(of:to:)``.
  func upstream(of edge: JobEdge, to downstream: Int) -> Range<Int> { graph.upstream(of: edge, to: downstream) }

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
}
