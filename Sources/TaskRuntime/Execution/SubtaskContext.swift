public import DreyModel

/// What a subtask knows of itself and of its surroundings.
public final class SubtaskContext: Sendable {
  /// The vertex that this is a subtask of.
  public let vertex: JobVertex
  /// From 0 to ``parallelism``, exclusive.
  public let index: Int
  /// The number of subtasks of the vertex.
  public var parallelism: Int { vertex.parallelism }

  let gate: InputGate?
  private let cancellation: Cancellation
  private let resolve: @Sendable (_ edge: Int, _ upstream: Int) throws(Failure) -> [ChannelTarget]

  init(
    vertex: JobVertex, index: Int, gate: InputGate?, cancellation: Cancellation,
    resolve: @escaping @Sendable (_ edge: Int, _ upstream: Int) throws(Failure) -> [ChannelTarget]
  ) {
    self.vertex = vertex
    self.index = index
    self.gate = gate
    self.cancellation = cancellation
    self.resolve = resolve
  }

  /// For sources, which have no input that would tell them: call it every thousand records or so.
  /// - Throws: ``Failure`` of the domain `cancelled` once the job is being cancelled.
  public func checkCancellation() throws(Failure) {
    if cancellation.isCancelled { throw Cancellation.failure }
  }

  func targets(ofEdge edge: Int) throws(Failure) -> [ChannelTarget] { try resolve(edge, index) }
}
