import DreyModel
import Synchronization

/// A job all of whose subtasks run in this process.
final class LocalJob: SubmittedJob {
  private let program: JobProgram
  private let execution: JobExecution
  private let jobID: JobID
  private let name: String
  private let pending = PendingResult()
  private let isCancelled = Mutex(false)
  /// Of subtasks that have ended.
  private let ended = Mutex<[SubtaskID: SubtaskProgress]>([:])

  init(_ program: JobProgram) throws(Failure) {
    self.program = program
    jobID = .random()
    execution = try JobExecution(
      program, subtasks: program.graph.subtasks, checkpoints: CheckpointSetup(jobID: jobID.hex))
    name = program.graph.name
  }

  /// Starts all subtasks.
  func start() throws { try PosixThread.spawn { [self] in pending.deliver(run()) } }

  func result() async -> JobResult { await pending.wait() }

  func view() async throws -> JobView {
    if let result = pending.current { return JobView(result) }
    let accumulators = AccumulatorValue.merged(execution.progress.map(\.accumulators))
    return JobView(status: isCancelled.withLock { $0 } ? .cancelling : .running, accumulators: accumulators)
  }

  func cancel() async throws {
    isCancelled.withLock { $0 = true }
    execution.cancel()
  }

  private func run() -> JobResult {
    let clock = ContinuousClock()
    let start = clock.now
    let failure = runSubtasks()
    let status: JobStatus = failure == nil ? .finished : failure?.domain == .cancelled ? .canceled : .failed
    let parts = ended.withLock { $0 }.sorted { $0.key < $1.key }
    let accumulators = AccumulatorValue.merged(parts.map(\.value.accumulators))
    for note in LateRecords.notes(on: accumulators) { ProcessEnd.printLine(note) }
    return JobResult(
      jobID: jobID, name: name, status: status, netRuntime: Int(start.duration(to: clock.now) / .milliseconds(1)),
      failure: failure, accumulators: accumulators)
  }

  private func runSubtasks() -> Failure? {
    do throws(EnumerationFailure) {
      let splits = try SplitEnumeration.splits(of: program)
      return execution.run(splits: splits) { [self] update in
        if let progress = update.progress { ended.withLock { $0[update.subtask] = progress } }
      }
    } catch { return error.failure }
  }
}
