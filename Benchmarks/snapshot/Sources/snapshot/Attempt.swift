import DataStream
import Glibc
import Synchronization

/// One attempt of a job of one subtask, which counts random keys until a snapshot of all of them has been taken.
final class Attempt: Sendable {
  private struct State {
    var snapshots: [SubtaskSnapshot] = []
    var failure: Failure?
    var longestBatch = 0
    var recordsPerSecond = (alone: 0, meanwhile: 0, noted: 0)
    var entries = 0
    var restoring = (wall: 0, cpu: 0)
  }

  static let uid = "counters"
  private let keys: Int
  private let folder: String
  /// Whether a second snapshot shows what has changed since the first.
  private let isIncremental: Bool
  private let state = Mutex(State())
  private let job = Mutex<JobExecution?>(nil)

  init(keys: Int, folder: String, isIncremental: Bool = false) {
    (self.keys, self.folder, self.isIncremental) = (keys, folder, isIncremental)
  }

  var snapshot: SubtaskSnapshot? { state.withLock { $0.snapshots.last } }
  /// Microseconds that the longest batch took while the snapshot was written, all included.
  var longestBatch: Int { state.withLock { $0.longestBatch } }
  /// Before the snapshot, while it was written, and afterwards, while changes were noted for the next.
  var recordsPerSecond: (alone: Int, meanwhile: Int, noted: Int) { state.withLock { $0.recordsPerSecond } }
  var entries: Int { state.withLock { $0.entries } }
  /// Microseconds, of the clock and of the processor.
  var restoring: (wall: Int, cpu: Int) { state.withLock { $0.restoring } }

  /// - Parameter part: what to begin from; nil: all keys are made, and a snapshot is taken.
  func run(from part: OperatorSnapshot.Part? = nil) throws {
    let graph = JobGraph(
      name: "snapshot",
      vertices: [
        JobVertex(
          id: 0, name: "Counters", parallelism: 1,
          operators: [OperatorDescription(id: 0, uid: Self.uid, name: "Counters", outputType: "")])
      ], edges: [])
    let program = VertexProgram { [self] context in
      let table = try restore(context)
      let output = Output<Int>(batch: { _ in }, signal: { _ in })
      return { [self] in
        try context.runSource(into: output) { context, _ in if part == nil { try work(table, context) } }
      }
    }
    let restored = part.map {
      RestoredState(checkpointID: 1, operators: [Self.uid: OperatorSnapshot(maxParallelism: 128, parts: [$0])])
    }
    let setup = CheckpointSetup(mode: CheckpointingMode(isIncremental: isIncremental), restored: restored) { [self] in
      take($0)
    }
    let execution = try JobExecution(
      JobProgram(graph: graph, vertices: [program]), subtasks: graph.subtasks, checkpoints: setup)
    job.withLock { $0 = execution }
    let failure = execution.run { _ in }
    if let failure = failure ?? state.withLock({ $0.failure }) { throw failure }
  }

  private func restore(_ context: SubtaskContext) throws -> KeyedTable<Int, Counters> {
    let (began, beganCPU) = (microseconds(), microseconds(of: CLOCK_THREAD_CPUTIME_ID))
    let store = KeyedStateStore<Int>(
      StateOwner(operatorName: "Counters", index: 0, parallelism: 1),
      register: { try context.checkpoints.register($0, of: Self.uid) }, now: { 0 })
    let table = try store.table("counters", of: Counters.self)
    let restoring = (wall: microseconds() - began, cpu: microseconds(of: CLOCK_THREAD_CPUTIME_ID) - beganCPU)
    state.withLock { ($0.restoring, $0.entries) = (restoring, table.count) }
    return table
  }

  private func take(_ report: CheckpointReport) {
    switch report {
    case .acknowledged(let snapshot): state.withLock { $0.snapshots.append(snapshot) }
    case .declined(_, _, let failure), .unreadable(_, _, let failure): state.withLock { $0.failure = failure }
    case .awaitsFinal: break
    }
  }

  private func isOver(_ id: Int) -> Bool { state.withLock { $0.snapshots.count == id || $0.failure != nil } }

  private func work(_ table: KeyedTable<Int, Counters>, _ context: SubtaskContext) throws {
    for key in 0..<keys { table.value(for: key, default: Counters()).pointee.add(key) }
    var batches = BatchClock()
    for _ in 0..<5000 { try count(table, context, &batches) }
    let alone = batches.recordsPerSecond
    if isIncremental { try makeBase(table, context) }
    batches = BatchClock()
    try snapshot(isIncremental ? 2 : 1, context) { try count(table, context, &batches) }
    let meanwhile = batches
    batches = BatchClock()
    if isIncremental { for _ in 0..<5000 { try count(table, context, &batches) } }
    state.withLock { state in
      (state.longestBatch, state.entries) = (meanwhile.longest, table.count)
      state.recordsPerSecond = (alone, meanwhile.recordsPerSecond, batches.recordsPerSecond)
    }
  }

  /// Takes a snapshot that another can build on, and uses some keys then.
  private func makeBase(_ table: KeyedTable<Int, Counters>, _ context: SubtaskContext) throws {
    // What is used meanwhile would have changed too.
    try snapshot(1, context) { try context.checkCancellation() }
    job.withLock { $0 }?.complete(checkpoint: 1)
    try context.checkCancellation()
    var batches = BatchClock()
    for _ in 0..<max(1, keys / 100 / BatchClock.size) { try count(table, context, &batches) }
  }

  /// - Parameter work: is done again and again until the snapshot is taken.
  private func snapshot(_ id: Int, _ context: SubtaskContext, while work: () throws -> Void) throws {
    let place = "\(folder)/\(isIncremental ? "incremental" : "whole")-\(id)"
    mkdir(place, 0o755)
    job.withLock { $0 }?.trigger(CheckpointTrigger(id: id, timestamp: 0, kind: .checkpoint, folder: place))
    while !isOver(id) { try work() }
  }

  private func count(
    _ table: KeyedTable<Int, Counters>, _ context: SubtaskContext, _ batches: inout BatchClock
  ) throws {
    for _ in 0..<BatchClock.size {
      let value = batches.random()
      table.value(for: value % keys, default: Counters()).pointee.add(value)
    }
    try context.checkCancellation()
    batches.end()
  }
}

/// How long batches take.
struct BatchClock {
  static let size = 1024

  private let began = microseconds()
  private var last = microseconds()
  private var count = 0
  private var number: UInt64 = 1
  private(set) var longest = 0

  var recordsPerSecond: Int { count * Self.size * 1_000_000 / max(1, last - began) }

  mutating func end() {
    let now = microseconds()
    longest = max(longest, now - last)
    (last, count) = (now, count + 1)
  }

  /// Xorshift64 of Marsaglia; not negative.
  mutating func random() -> Int {
    number ^= number << 13
    number ^= number >> 7
    number ^= number << 17
    return Int(number >> 1)
  }
}

/// The machine's steady clock, or another.
func microseconds(of clock: clockid_t = CLOCK_MONOTONIC) -> Int {
  var time = timespec()
  clock_gettime(clock, &time)
  return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
}
