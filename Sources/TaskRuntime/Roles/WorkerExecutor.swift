public import DreyModel
import Glibc

/// Runs the subtasks that the TaskManager deployed to this process, and nothing else.
///
/// `main()` runs again to rebuild the graph. Jobs before the deployed one have ended as the deployment says; at the
/// deployed one the process turns into the worker and never returns to `main()`.
public final class WorkerExecutor: JobExecutor {
  private let control: ControlConnection
  private let bindHost: String
  private let commands = Mailbox<WorkerCommand>()
  private let deployment: WorkerDeployment
  private let earlier = EarlierResults()

  /// Waits for the deployment, which the TaskManager sends first.
  /// - Parameter bindHost: the address to accept data connections on.
  /// - Throws: ``Failure`` where something else comes, or nothing.
  public init(control: ControlConnection, bindHost: String) throws {
    self.control = control
    self.bindHost = bindHost
    guard case .deploy(let deployment) = try control.receive(WorkerCommand.self) else {
      throw Failure(.infrastructure, "the TaskManager did not deploy anything")
    }
    self.deployment = deployment
    StandardOutput.silence()
    try PosixThread.spawn { [self] in listen() }
  }

  /// Always true.
  public var isWorker: Bool { true }

  /// Returns what the first run of `main()` made.
  public func value(named name: String) throws(Failure) -> String? {
    if let value = deployment.main.values[name] { return value }
    throw Failure(
      .user, "main() asks for the value '\(name)' here, which it had not made where it ran first",
      advice: "Call env.once and env.runOnce wherever main() runs, and not only where env.isWorker is false.")
  }

  /// Returns those of the deployed job; nobody looks at the names of others.
  public func names(executionIndex: Int) -> [Int: String] {
    guard executionIndex == deployment.executionIndex, let graph = deployment.graph else { return [:] }
    return graph.vertices.flatMap(\.operators).reduce(into: [:]) { $0[$1.id] = $1.name }
  }

  /// Runs the deployed job; tells how earlier ones ended.
  ///
  /// It blocks for good where there is nothing left for `main()` to do in this process.
  public func submit(_ program: JobProgram, executionIndex: Int) throws -> JobClient {
    // Where main() was run, an invalid job was refused as well.
    try program.graph.validate()
    guard executionIndex < deployment.executionIndex else { runAndExit(program) }
    let ended = deployment.endedExecutions
    guard ended.indices.contains(executionIndex), ended[executionIndex] else {
      // Still running when the deployed job was submitted: main() cannot have waited for it before that.
      return JobClient { await PendingResult().wait() }
    }
    return JobClient { [earlier, control] in
      await earlier.result(executionIndex) { try? control.send(WorkerReport.askResult(executionIndex: $0)) }
    }
  }

  /// Where main() ran first, it was said.
  public func warn(_ text: String) {}

  /// Refuses the deployment, since `main()` did not get to the deployed job.
  public func mainEnded(_ failure: Failure?) -> Never {
    refuse(DeployedJob(deployment).notReached(failure))
  }

  private func refuse(_ failure: Failure) -> Never {
    try? control.send(WorkerReport.refused(failure))
    ProcessEnd.exit(.jobFailed)
  }

  /// The TaskManager's end of the connection is this worker's end, so that it never outlives it.
  private func listen() {
    while let command = try? control.receive(WorkerCommand.self) {
      guard case .result(let result) = command else {
        commands.put(command)
        continue
      }
      // main() cannot go on without it, and would not build the deployed job from anything else.
      if let failure = result.failure { refuse(failure) }
      earlier.told(result)
    }
    ProcessEnd.exit(.infrastructure)
  }

  private func runAndExit(_ program: JobProgram) -> Never {
    do {
      try DeployedJob(deployment).check(program)
      var program = program
      if let groups = deployment.maxParallelism { program.graph.maxParallelism = groups }
      let execution = try JobExecution(
        program, subtasks: deployment.subtasks, collectLimit: EncodedRecords.clusterLimit, checkpoints: checkpoints
      ) { [control] report in try? control.send(WorkerReport.watermark(report)) }
      let listener = try DataListener(routes: execution.routes, token: deployment.token, host: bindHost)
      try enumerate(program)
      try control.send(WorkerReport.ready(dataPort: listener.port))
      let (peers, splits) = try awaitStart()
      StandardOutput.restore()
      try reportProgress(of: execution)
      try passOnCommands(to: execution)
      let failure = execution.run(peers: peers, token: deployment.token, splits: splits) { [control] update in
        try? control.send(WorkerReport.subtask(update))
      }
      ProcessEnd.exit(failure == nil ? .finished : .jobFailed)
    } catch {
      refuse(Failure(error, domain: .infrastructure))
    }
  }

  /// Tells the JobManager what those sources read that this worker was asked about.
  private func enumerate(_ program: JobProgram) throws {
    guard let vertices = deployment.enumerates else { return }
    // The output of a source from here on is printed, because no other process prints it.
    StandardOutput.restore()
    do throws(EnumerationFailure) {
      let splits = try SplitEnumeration.splits(of: program, vertices: vertices)
      guard splits.byteCount <= SourceSplits.maximumByteCount else { throw tooLarge(splits, program.graph) }
      for parts in splits.messages() { try? control.send(WorkerReport.enumerated(parts)) }
    } catch {
      try control.send(WorkerReport.enumerationFailed(vertex: error.vertex, error.failure))
      ProcessEnd.exit(.jobFailed)
    }
  }

  private func tooLarge(_ splits: SourceSplits, _ graph: JobGraph) -> EnumerationFailure {
    let bytes = Dictionary(grouping: splits.shares, by: \.key.vertex).mapValues { $0.reduce(0) { $0 + $1.value.count } }
    let vertex = bytes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
    return EnumerationFailure(vertex: vertex, failure: splits.tooLarge(graph.vertices[vertex].name))
  }

  /// Waits until all workers are ready.
  private func awaitStart() throws(Failure) -> (peers: [WorkerAddress], splits: SourceSplits) {
    var splits = SourceSplits()
    while true {
      switch commands.take() {
      case .splits(let parts): for part in parts { splits.append(part) }
      case .start(let peers): return (peers, splits)
      default: throw Failure(.infrastructure, "the TaskManager sent something else than the start")
      }
    }
  }

  /// Tells how far the subtasks are, as long as the process lives.
  private func reportProgress(of execution: JobExecution) throws {
    try PosixThread.spawn { [control] in
      repeat { sleep(1) } while (try? control.send(WorkerReport.progress(execution.progress))) != nil
    }
  }

  private var checkpoints: CheckpointSetup {
    CheckpointSetup(
      mode: deployment.checkpointing, restored: deployment.restored, fileToken: String(deployment.token.prefix(12)),
      jobID: deployment.jobID.hex
    ) { [control] report in try? control.send(WorkerReport.checkpoint(report)) }
  }

  private func passOnCommands(to execution: JobExecution) throws {
    try PosixThread.spawn { [commands] in
      while let command = commands.take() {
        switch command {
        case .triggerCheckpoint(let trigger): execution.trigger(trigger)
        case .checkpointCompleted(let id): execution.complete(checkpoint: id)
        case .checkpointAborted(let id): execution.abort(checkpoint: id)
        case .align(let watermark): execution.align(watermark)
        case .deploy, .splits, .start, .result: continue
        }
      }
    }
  }
}
