public import DreyModel
import Synchronization

/// One attempt at running some of a job's subtasks, or all of them, in this process: a thread for each.
public final class JobExecution: Sendable {
  private let program: JobProgram
  private let layout: ExchangeLayout
  private let subtasks: [SubtaskID]
  private let gates: [SubtaskID: InputGate]
  private let monitors: [SubtaskID: SubtaskMonitor]
  private let checkpoints: [SubtaskID: SubtaskCheckpoints]
  private let watermarks: WatermarkBoard
  private let cancellation: Cancellation

  /// - Parameters:
  ///   - collectLimit: bytes of records that one subtask may collect for the client.
  ///   - checkpoints: what there is to know of checkpoints.
  ///   - reportWatermark: tells the JobManager, on any thread, how far a subtask has come that is in a group; nil: all of the
  ///     job is in this process.
  /// - Throws: ``Failure`` where the graph is invalid or has no such subtasks.
  public init(
    _ program: JobProgram, subtasks: [SubtaskID], collectLimit: Int = .max,
    checkpoints: CheckpointSetup = CheckpointSetup(),
    reportWatermark: (@Sendable (WatermarkReport) -> Void)? = nil
  ) throws(Failure) {
    try program.graph.validate()
    guard Set(subtasks).isSubset(of: program.graph.subtasks), Set(subtasks).count == subtasks.count else {
      throw Failure(.infrastructure, "job '\(program.graph.name)' has not all of the subtasks \(subtasks)")
    }
    self.program = program
    self.subtasks = subtasks
    let layout = ExchangeLayout(graph: program.graph)
    self.layout = layout
    var gates: [SubtaskID: InputGate] = [:]
    for subtask in subtasks {
      let channels = layout.channelCount(of: subtask)
      if channels > 0 { gates[subtask] = InputGate(channels: channels) }
    }
    self.gates = gates
    monitors = subtasks.reduce(into: [:]) { $0[$1] = SubtaskMonitor($1, collectLimit: collectLimit) }
    let cancellation = Cancellation(gates: Array(gates.values))
    self.cancellation = cancellation
    let watermarks = WatermarkBoard(send: reportWatermark)
    self.watermarks = watermarks
    self.checkpoints = subtasks.reduce(into: [:]) { all, subtask in
      all[subtask] = SubtaskCheckpoints(
        subtask, parallelism: program.graph.vertices[subtask.vertex].parallelism,
        maxParallelism: program.graph.maxParallelism ?? JobGraph.defaultMaxParallelism, setup: checkpoints,
        isCancelled: { cancellation.isCancelled },
        wake: { [gate = gates[subtask]] in if let gate { gate.interrupt() } else { watermarks.wake() } })
    }
  }

  /// Starts all subtasks and blocks until the last has ended.
  ///
  /// - Parameters:
  ///   - peers: where the subtasks of other processes can be reached.
  ///   - token: what data connections of this attempt present.
  ///   - splits: what the sources read.
  ///   - report: is told every change of state, on the subtask's thread; a failure is told before others are cancelled.
  /// - Returns: the first failure, or nil if all subtasks finished.
  public func run(
    peers: [WorkerAddress] = [], token: String = "", splits: SourceSplits = SourceSplits(),
    report: @escaping @Sendable (SubtaskUpdate) -> Void
  ) -> Failure? {
    let dialer = PeerDialer(peers: peers, token: token, cancellation: cancellation)
    let outcomes = Mailbox<Failure?>()
    for subtask in subtasks {
      guard let monitor = monitors[subtask], let checkpoints = checkpoints[subtask] else { continue }
      let runner = SubtaskRunner(
        program: program, context: context(monitor, checkpoints, splits, dialer), report: report)
      do {
        try PosixThread.spawn { [cancellation] in outcomes.put(runner.run(cancellation)) }
      } catch {
        outcomes.put(runner.fail(Failure(error, domain: .infrastructure), cancellation))
      }
    }
    let failures = subtasks.compactMap { _ in outcomes.take() ?? nil }
    return failures.first { $0.domain != .cancelled } ?? failures.first
  }

  /// Ends all subtasks soon; ``run(peers:token:splits:report:)`` returns once they have.
  public func cancel() { cancellation.cancel() }

  /// Orders a snapshot: subtasks without input send a barrier.
  public func trigger(_ checkpoint: CheckpointTrigger) { tell(.trigger(checkpoint)) }

  /// All of a checkpoint is on the disk.
  public func complete(checkpoint id: Int) { tell(.completed(id)) }

  /// A checkpoint will not be completed.
  public func abort(checkpoint id: Int) { tell(.aborted(id)) }

  /// Lets subtasks know how far the others of their group are.
  public func align(_ watermark: GroupWatermark) { watermarks.post(watermark) }

  private func tell(_ command: CheckpointCommand) { for each in checkpoints.values { each.tell(command) } }

  /// Packets that wait in front of this process's subtasks.
  var waitingPackets: Int { gates.values.reduce(0) { $0 + $1.waitingPackets } }

  /// Bytes of the records that wait in front of this process's subtasks.
  var waitingBytes: Int { gates.values.reduce(0) { $0 + $1.waitingBytes } }

  /// How far this process's subtasks are; may be asked at any time.
  var progress: [SubtaskProgress] { subtasks.compactMap { monitors[$0]?.progress } }

  /// The connections that other processes will make to the subtasks of this one.
  var routes: DataRoutes {
    var routes = DataRoutes()
    for edge in layout.graph.edges {
      for (subtask, gate) in gates where subtask.vertex == edge.target {
        for upstream in layout.upstream(of: edge, to: subtask.index)
        where !subtasks.contains(SubtaskID(vertex: edge.source, index: upstream)) {
          let name = layout.graph.vertices[edge.source].name
          routes.routes[.init(edge: edge.id, upstream: upstream, downstream: subtask.index)] = .init(
            gate: gate, channel: layout.channel(of: edge, from: upstream, to: subtask.index),
            peer: "'\(name)' subtask \(upstream)")
        }
      }
    }
    return routes
  }

  private func context(
    _ monitor: SubtaskMonitor, _ checkpoints: SubtaskCheckpoints, _ splits: SourceSplits, _ dialer: PeerDialer
  ) -> SubtaskContext {
    SubtaskContext(
      vertex: program.graph.vertices[monitor.subtask.vertex], index: monitor.subtask.index,
      splits: splits.shares[monitor.subtask], layout: layout, gate: gates[monitor.subtask], monitor: monitor,
      cancellation: cancellation, checkpoints: checkpoints, watermarks: watermarks
    ) { [layout, gates] edgeID, upstream throws(Failure) in
      let edge = layout.graph.edges[edgeID]
      var targets: [ChannelTarget] = []
      for downstream in layout.downstream(of: edge, from: upstream) {
        let target = SubtaskID(vertex: edge.target, index: downstream)
        if let gate = gates[target] {
          targets.append(.local(gate, channel: layout.channel(of: edge, from: upstream, to: downstream)))
        } else {
          targets.append(.remote(try dialer.connect(edge: edgeID, upstream: upstream, to: target)))
        }
      }
      return targets
    }
  }
}
