import DreyModel

@testable import JobManager

/// The checkpoints of a job with two sources, two subtasks after them, and a clock.
struct CoordinatorHarness {
  var coordinator: CheckpointCoordinator
  private(set) var actions: [CheckpointCoordinator.Action] = []
  var time = 1000

  static let sources = [0, 1].map { SubtaskID(vertex: 0, index: $0) }
  static let sinks = [0, 1].map { SubtaskID(vertex: 1, index: $0) }
  static let all = sources + sinks

  static let graph = JobGraph(
    name: "count",
    vertices: [("source", ["read", "map"]), ("sink", ["write"])].enumerated().map { id, vertex in
      JobVertex(
        id: id, name: vertex.0, parallelism: 2,
        operators: vertex.1.map { OperatorDescription(id: id, uid: $0, name: $0, outputType: "Int") })
    }, edges: [JobEdge(id: 0, source: 0, target: 1, shipStrategy: .hash)])

  /// - Parameter options: keys without `execution.checkpointing.`.
  init(_ options: [String: String] = [:]) throws {
    let defaults = ["interval": "10 s", "timeout": "5 s", "dir": "/state"]
    let keys = defaults.merging(options) { $1 }.filter { !$0.value.isEmpty }
    let settings = try CheckpointSettings(
      Options(Dictionary(uniqueKeysWithValues: keys.map { ("execution.checkpointing.\($0.key)", $0.value) })))
    coordinator = CheckpointCoordinator(.random(), Self.graph, settings, clockOffset: 1_000_000)
  }

  static func running(_ options: [String: String] = [:]) throws -> CoordinatorHarness {
    var harness = try CoordinatorHarness(options)
    harness.handle(.running(finished: []))
    return harness
  }

  @discardableResult
  mutating func handle(_ event: CheckpointCoordinator.Event) -> [CheckpointCoordinator.Action] {
    let new = coordinator.handle(event, at: time)
    actions += new
    return new
  }

  @discardableResult
  mutating func pass(_ milliseconds: Int) -> [CheckpointCoordinator.Action] {
    time += milliseconds
    return handle(.tick)
  }

  var folder: String { "/state/\(coordinator.jobID)" }
  /// The newest that is under way.
  var pending: Int? { coordinator.pending.last?.id }

  /// - Parameters:
  ///   - file: without the folder; nil for one without state.
  ///   - earlier: what it builds on, absolute.
  @discardableResult
  mutating func acknowledge(
    _ subtask: SubtaskID, _ id: Int, file: String? = nil, bytes: Int = 10, earlier: [SnapshotFile]? = nil,
    operators: [String]? = nil
  ) -> [CheckpointCoordinator.Action] {
    let folder = coordinator.pending.first { $0.id == id }?.trigger.folder ?? "/nowhere"
    let file = file.map { SnapshotFile(path: "\(folder)/\($0)", byteCount: bytes) }
    return handle(
      .report(
        .acknowledged(
          SubtaskSnapshot(checkpointID: id, subtask: subtask, file: file, earlier: earlier, operators: operators))))
  }

  /// From the folder to the last acknowledgement.
  @discardableResult
  mutating func take(_ id: Int, of subtasks: [SubtaskID] = all) -> [CheckpointCoordinator.Action] {
    handle(.folderMade(id))
    return subtasks.flatMap { acknowledge($0, id, file: "\($0.vertex)-\($0.index)") }
  }

  /// All of a checkpoint.
  mutating func complete(_ id: Int, of subtasks: [SubtaskID] = all) {
    take(id, of: subtasks)
    handle(.written(id))
  }

  mutating func request(_ kind: SnapshotKind, cancelsJob: Bool = false) -> SavepointRequestID {
    let id = SavepointRequestID.random()
    handle(
      .requested(
        SavepointRequest(id: id, kind: kind, target: "/saved", suffix: "0123456789ab", cancelsJob: cancelsJob)))
    return id
  }

  func operation(_ id: SavepointRequestID) -> SavepointOperation? { coordinator.operations[id] }

  static func triggered(_ actions: [CheckpointCoordinator.Action]) -> [Int] {
    actions.compactMap { if case .tell(.triggerCheckpoint(let trigger)) = $0 { trigger.id } else { nil } }
  }

  static func failures(_ actions: [CheckpointCoordinator.Action]) -> [Failure] {
    actions.compactMap { if case .fail(let failure) = $0 { failure } else { nil } }
  }
}
