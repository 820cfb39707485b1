import DreyModel
import Testing

@testable import DataStream
@testable import TaskRuntime

/// What the states of one operator's subtask wrote, by their names.
final class TestSnapshot {
  private(set) var bytes: [String: [UInt8]] = [:]
  private var unwritten: [(state: any SnapshotState, pieces: SnapshotPieces)] = []

  func begin(_ states: [any SnapshotState]) throws {
    for state in states {
      let name = state.name
      let pieces = SnapshotPieces { [self] in bytes[name, default: []] += $0 }
      try state.beginSnapshot(pieces)
      unwritten.append((state, pieces))
    }
  }

  /// Writes some more.
  /// - Returns: whether something is left.
  func proceed() throws -> Bool {
    guard let (state, pieces) = unwritten.last else { return false }
    if try state.continueSnapshot() { return true }
    state.endSnapshot()
    try pieces.drain()
    unwritten.removeLast()
    return !unwritten.isEmpty
  }

  func end() throws { while try proceed() {} }
}

/// Lets the states of one subtask take in what all subtasks of an earlier attempt left of them.
final class SnapshotRegistry {
  static let maxParallelism = 128

  let owned: OwnedKeyGroups
  private let parts: [TestSnapshot]
  private(set) var states: [any SnapshotState] = []

  init(_ parts: [TestSnapshot], index: Int, parallelism: Int) {
    self.parts = parts
    owned = OwnedKeyGroups(index: index, parallelism: parallelism, maxParallelism: Self.maxParallelism)
  }

  func register(_ state: any SnapshotState) throws {
    #expect(!states.contains { $0.name == state.name })
    try restore(state)
    states.append(state)
  }

  func restore(_ state: any SnapshotState) throws {
    for part in state.distribution == .broadcast ? Array(parts.prefix(1)) : parts {
      try (part.bytes[state.name] ?? []).withUnsafeBytes { bytes in
        var reader = ByteReader(bytes)
        try SnapshotPieces.forEach(in: &reader) { piece, _ in try state.restore(from: &piece, owned: owned) }
        #expect(!reader.failed, "state '\(state.name)'")
      }
    }
    if !parts.isEmpty { try state.endRestore() }
  }
}

/// One subtask's part of an operator on events, without a job around it.
final class OperatorDouble {
  typealias Build = (OperatorContext, Output<String>, _ late: EmitterCell<Event>) throws -> [Output<Event>]

  let registry: SnapshotRegistry
  let subtask: SubtaskContext
  private(set) var results: [String] = []
  private var inputs: [Output<Event>] = []

  init(
    _ index: Int, of parallelism: Int, from parts: [TestSnapshot] = [], mode: RuntimeExecutionMode = .streaming,
    _ build: Build
  ) throws {
    registry = SnapshotRegistry(parts, index: index, parallelism: parallelism)
    let vertex = JobVertex(id: 0, name: "Test", parallelism: parallelism, operators: [])
    subtask = SubtaskContext(
      vertex: vertex, index: index, splits: nil,
      layout: ExchangeLayout(graph: JobGraph(name: "", vertices: [vertex], edges: [])),
      gate: nil, monitor: SubtaskMonitor(SubtaskID(vertex: 0, index: index), collectLimit: 0),
      cancellation: Cancellation(gates: []),
      checkpoints: SubtaskCheckpoints(
        SubtaskID(vertex: 0, index: index), parallelism: parallelism, maxParallelism: SnapshotRegistry.maxParallelism,
        setup: CheckpointSetup(), isCancelled: { false }, wake: {}), watermarks: WatermarkBoard(send: nil),
      resolve: { _, _ in [] })
    let settings = JobSettings(
      runtimeMode: mode, maxParallelism: SnapshotRegistry.maxParallelism, autoWatermarkInterval: 200,
      isChainingEnabled: true)
    let context = OperatorContext(
      "Test", subtask: subtask, settings: settings, register: registry.register, restoreFormer: registry.restore)
    let next = Output<String>(
      batch: { [unowned self] batch in
        var index = 0
        batch.consumeEach { record in
          results.append("\(record) at \(batch.timestamps.map { "\($0[index])" } ?? "no time")")
          index += 1
        }
      }, signal: { _ in })
    let late = Output<Event>(
      batch: { [unowned self] batch in batch.consumeEach { results.append("late \($0)") } }, signal: { _ in })
    inputs = try build(context, next, EmitterCell(late))
  }

  func owns(_ event: Event) -> Bool { registry.owned.contains(event.key) }

  func take(_ event: Event, input: Int) throws {
    try withUnsafeTemporaryAllocation(of: Event.self, capacity: 1) { records in
      records.initialize(repeating: event)
      var time = event.time
      try inputs[input % inputs.count].batch(Batch(records, timestamps: &time))
    }
  }

  func takeBroadcast(_ event: Event) throws { try take(event, input: inputs.count - 1) }

  func advance(to time: Int) throws { for input in inputs { try input.signal(.watermark(time)) } }
}
