public import DreyModel

/// What a subtask knows of itself and of its surroundings.
public final class SubtaskContext: Sendable {
  /// The vertex that this is a subtask of.
  public let vertex: JobVertex
  /// From 0 to ``parallelism``, exclusive.
  public let index: Int
  /// The number of subtasks of the vertex.
  public var parallelism: Int { vertex.parallelism }

  /// The splits that this subtask of a source reads, as ``VertexProgram/enumerate`` wrote them; nil if they were not enumerated.
  public let splits: [UInt8]?
  /// The number of key groups of the job.
  public var maxParallelism: Int { layout.graph.maxParallelism ?? JobGraph.defaultMaxParallelism }

  /// The machine's time, and timers that go by it.
  public let processingTime = ProcessingTimeService()
  /// What it has to do with checkpoints.
  public let checkpoints: SubtaskCheckpoints
  /// How far the subtasks are whose watermarks are kept close to each other.
  public let watermarks: WatermarkBoard
  /// Milliseconds after which records are passed on to other subtasks although there are few of them; Flink's default.
  let bufferTimeout = 100
  let gate: InputGate?
  let monitor: SubtaskMonitor
  private let cancellation: Cancellation
  private let layout: ExchangeLayout
  private let resolve: @Sendable (_ edge: Int, _ upstream: Int) throws(Failure) -> [ChannelTarget]

  init(
    vertex: JobVertex, index: Int, splits: [UInt8]?, layout: ExchangeLayout, gate: InputGate?, monitor: SubtaskMonitor,
    cancellation: Cancellation, checkpoints: SubtaskCheckpoints, watermarks: WatermarkBoard,
    resolve: @escaping @Sendable (_ edge: Int, _ upstream: Int) throws(Failure) -> [ChannelTarget]
  ) {
    self.vertex = vertex
    self.index = index
    self.splits = splits
    self.layout = layout
    self.gate = gate
    self.monitor = monitor
    self.cancellation = cancellation
    self.checkpoints = checkpoints
    self.watermarks = watermarks
    self.resolve = resolve
  }

  /// Whether the job is being cancelled: for sinks that wait for something outside of the job.
  public var isCancelled: Bool { cancellation.isCancelled }

  /// For operators that have much to do between two batches.
  /// - Throws: ``Failure`` of the domain `cancelled` once the job is being cancelled.
  public func throwIfCancelled() throws { if cancellation.isCancelled { throw Cancellation.failure } }

  /// For sources, which have no input that would tell them: call it every thousand records or so, and several times a
  /// second while there are none, after ``Emitter/endBatch()``. Operators' timers are called from here, and checkpoints begin
  /// here: what was emitted before belongs to them.
  /// - Throws: ``Failure`` of the domain `cancelled` once the job is being cancelled; what a timer throws; what ends the source
  ///   where the job is to stop, which has to be passed on.
  public func checkCancellation() throws {
    if cancellation.isCancelled { throw Cancellation.failure }
    try processingTime.fireDueTimers()
    try checkpoints.work()
  }

  func targets(ofEdge edge: Int) throws(Failure) -> [ChannelTarget] { try resolve(edge, index) }

  /// The channels of the gate at which an edge arrives.
  func channels(ofEdge edge: Int) -> Range<Int> { layout.channels(of: layout.graph.edges[edge], to: index) }
}
