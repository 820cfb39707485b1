import DreyModel
import Glibc
import Synchronization
import Testing

@testable import DataStream
@testable import TaskRuntime

/// Keeps what `execute` would have started.
final class CapturingExecutor: JobExecutor {
  private let captured = Mutex<JobProgram?>(nil)

  func submit(_ program: JobProgram, executionIndex: Int) throws -> JobClient {
    captured.withLock { $0 = program }
    return JobClient { JobResult(jobID: .random(), name: program.graph.name, status: .finished, netRuntime: 0) }
  }

  func mainEnded(_ failure: Failure?) -> Never { ProcessEnd.exit(.finished) }

  /// The job that `define` defines.
  static func program(
    parallelism: Int, _ define: (StreamExecutionEnvironment) throws -> Void
  ) throws -> JobProgram {
    let executor = CapturingExecutor()
    let process = ApplicationProcess(arguments: [], defaultParallelism: "\(parallelism)")
    let env = try StreamExecutionEnvironment(executor: executor, process: process)
    try define(env)
    _ = try env.executeAsync("a job")
    return try #require(executor.captured.withLock { $0 })
  }
}

/// Runs attempts of a job in this process, and is its JobManager: orders checkpoints, and remembers those that are whole.
final class CheckpointedRun: Sendable {
  private struct State {
    /// The splits of a job's sources, which are the same in all attempts.
    var splits: (job: JobGraph, SourceSplits)?
    var nextID = 1
    var pending: [Int: [SubtaskID: SubtaskSnapshot]] = [:]
    /// Snapshots that the job is cut off behind, before it gets to know that they are complete.
    var savepoints: Set<Int> = []
    var finished: Set<SubtaskID> = []
    var completed: [RestoredState] = []
    var declined: [Failure] = []
    var unreadable: [Failure] = []
    /// Nothing follows in this attempt.
    var isStopping = false
  }

  let folder: String
  private let mode: CheckpointingMode
  /// Whether the folder of a checkpoint is deleted once a later one is complete.
  private let keepsLastOnly: Bool
  private let state = Mutex(State())

  init(_ folder: String, _ mode: CheckpointingMode = CheckpointingMode(), keepsLastOnly: Bool = false) {
    self.folder = folder
    self.keepsLastOnly = keepsLastOnly
    self.mode = mode
  }

  var completed: [RestoredState] { state.withLock { $0.completed } }
  var declined: [Failure] { state.withLock { $0.declined } }
  var unreadable: [Failure] { state.withLock { $0.unreadable } }

  /// Runs one attempt, from the latest checkpoint on.
  /// - Parameters:
  ///   - interval: microseconds between checkpoints.
  ///   - life: microseconds after which the attempt is cut off; nil: never.
  ///   - stop: orders this kind of savepoint after as many microseconds.
  ///   - cut: cuts the attempt off behind so many checkpoints, with a savepoint that it never gets to know of, or without.
  func attempt(
    _ program: JobProgram, interval: Int = 2000, life: Int? = nil,
    stop: (kind: SnapshotKind, after: Int)? = nil, cut: (kind: SnapshotKind, afterCheckpoints: Int)? = nil,
    from restored: RestoredState? = nil, jobToken: String = "0"
  ) async throws -> Failure? {
    state.withLock { ($0.pending, $0.finished, $0.isStopping) = ([:], [], false) }
    let token = String(UInt64.random(in: 0 ... .max), radix: 16)
    let execution = Mutex<JobExecution?>(nil)
    let setup = CheckpointSetup(
      mode: mode, restored: restored ?? completed.last, fileToken: token, jobID: jobToken
    ) { [self] report in
      if let execution = execution.withLock({ $0 }) { take(report, program, execution) }
    }
    let job = try JobExecution(program, subtasks: program.graph.subtasks, checkpoints: setup)
    execution.withLock { $0 = job }
    let splits = try splits(of: program)
    let clock = Task { [self] in try await keepTime(job, interval: interval, life: life, stop: stop, cut: cut) }
    let failure = try await onThread { [self] in
      job.run(splits: splits) { [self] update in if update.state == .finished { finish(update.subtask, program, job) } }
    }
    clock.cancel()
    _ = await clock.result
    execution.withLock { $0 = nil }
    return failure
  }

  private func splits(of program: JobProgram) throws -> SourceSplits {
    if let (job, splits) = state.withLock({ $0.splits }), job == program.graph { return splits }
    let splits = try SplitEnumeration.splits(of: program)
    state.withLock { $0.splits = (program.graph, splits) }
    return splits
  }

  private func keepTime(
    _ job: JobExecution, interval: Int, life: Int?, stop: (kind: SnapshotKind, after: Int)?,
    cut: (kind: SnapshotKind, afterCheckpoints: Int)?
  ) async throws {
    let start = ContinuousClock.now
    var (stop, cut) = (stop, cut)
    while true {
      try await Task.sleep(for: .microseconds(interval))
      let lived = Int((ContinuousClock.now - start) / .microseconds(1))
      if let life, lived > life { job.cancel() }
      if let last = cut, completed.count >= last.afterCheckpoints {
        cut = nil
        if last.kind == .checkpoint { job.cancel() } else { order(last.kind, job) }
      } else if let kind = stop?.kind, lived > stop?.after ?? 0 {
        stop = nil
        order(kind, job)
      } else {
        order(.checkpoint, job)
      }
    }
  }

  private func order(_ kind: SnapshotKind, _ job: JobExecution) {
    let trigger: CheckpointTrigger? = state.withLock { state in
      // One at a time; a person's order goes before.
      guard state.pending.isEmpty || kind != .checkpoint, !state.isStopping else { return nil }
      state.isStopping = kind.endsJob
      let place = "\(folder)/chk-\(state.nextID)"
      mkdir(place, 0o755)
      let trigger = CheckpointTrigger(id: state.nextID, timestamp: 0, kind: kind, folder: place)
      if kind == .savepoint { state.savepoints.insert(trigger.id) }
      state.nextID += 1
      state.pending = [trigger.id: [:]]
      return trigger
    }
    if let trigger { job.trigger(trigger) }
  }

  private func take(_ report: CheckpointReport, _ program: JobProgram, _ job: JobExecution) {
    switch report {
    case .acknowledged(let snapshot):
      state.withLock { state in
        state.pending[snapshot.checkpointID]?[snapshot.subtask] = snapshot
      }
      completeIfWhole(program, job)
    case .declined(_, let id, let failure):
      state.withLock { state in
        state.declined.append(failure)
        state.pending[id] = nil
      }
      job.abort(checkpoint: id)
    case .awaitsFinal: order(.checkpoint, job)
    case .unreadable(_, _, let failure): state.withLock { $0.unreadable.append(failure) }
    }
  }

  private func delete(_ id: Int) {
    for name in (try? FileListing.names(in: "\(folder)/chk-\(id)")) ?? [] { unlink("\(folder)/chk-\(id)/\(name)") }
    rmdir("\(folder)/chk-\(id)")
  }

  private func finish(_ subtask: SubtaskID, _ program: JobProgram, _ job: JobExecution) {
    state.withLock { _ = $0.finished.insert(subtask) }
    completeIfWhole(program, job)
  }

  private func completeIfWhole(_ program: JobProgram, _ job: JobExecution) {
    let complete: Int? = state.withLock { state in
      guard let (id, parts) = state.pending.first else { return nil }
      let subtasks = program.graph.subtasks
      guard subtasks.allSatisfy({ parts[$0] != nil || state.finished.contains($0) }) else { return nil }
      state.pending[id] = nil
      var operators: [String: OperatorSnapshot] = [:]
      for vertex in program.graph.vertices {
        let snapshots = (0..<vertex.parallelism).map { parts[SubtaskID(vertex: vertex.id, index: $0)] }
        let parts = snapshots.map { snapshot in
          snapshot.map { OperatorSnapshot.Part(file: $0.file, earlier: $0.earlier) }
            ?? OperatorSnapshot.Part(isFinished: true)
        }
        for each in vertex.operators {
          let states = snapshots.compactMap { $0?.states?[each.uid] }.joined()
          operators[each.uid] = OperatorSnapshot(
            maxParallelism: program.graph.maxParallelism ?? 128, parts: parts,
            states: StateSummary.merged(Array(states)))
        }
      }
      if keepsLastOnly, let last = state.completed.last { delete(last.checkpointID) }
      state.completed.append(RestoredState(checkpointID: id, operators: operators))
      return id
    }
    guard let complete else { return }
    if state.withLock({ $0.savepoints.contains(complete) }) { job.cancel() } else { job.complete(checkpoint: complete) }
  }
}
