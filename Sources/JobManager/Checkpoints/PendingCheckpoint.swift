import DreyModel

/// A checkpoint or savepoint that is under way.
struct PendingCheckpoint: Sendable {
  enum Phase: Sendable {
    case makingFolder
    /// Subtasks take their snapshots.
    case running
    case writingMetadata
  }

  /// What there is of one subtask.
  enum Part: Sendable {
    case acknowledged(SubtaskSnapshot)
    /// It has finished without.
    case finished
  }

  let trigger: CheckpointTrigger
  /// Milliseconds on the clock of events.
  let startedAt: Int
  let deadline: Int
  let request: SavepointRequestID?
  var phase = Phase.makingFolder
  private(set) var parts: [SubtaskID: Part] = [:]

  init(_ trigger: CheckpointTrigger, startedAt: Int, deadline: Int, request: SavepointRequestID?) {
    self.trigger = trigger
    self.startedAt = startedAt
    self.deadline = deadline
    self.request = request
  }

  var id: Int { trigger.id }

  mutating func add(_ snapshot: SubtaskSnapshot) {
    if parts[snapshot.subtask] == nil { parts[snapshot.subtask] = .acknowledged(snapshot) }
  }

  /// One that has acknowledged before has left what it acknowledged.
  mutating func finished(_ subtask: SubtaskID) {
    if parts[subtask] == nil { parts[subtask] = .finished }
  }

  /// What is to be found in the folder.
  func metadata(_ jobID: JobID, _ graph: JobGraph) -> CheckpointMetadata {
    let groups = graph.maxParallelism ?? JobGraph.defaultMaxParallelism
    let targets = Set(graph.edges.map(\.target))
    var operators: [String: OperatorSnapshot] = [:]
    for vertex in graph.vertices {
      for each in vertex.operators {
        let all = (0..<vertex.parallelism).map { part(of: each.uid, in: SubtaskID(vertex: vertex.id, index: $0)) }
        let isSource = each == vertex.operators.first && !targets.contains(vertex.id)
        // A source that has read everything writes nothing, and must not read it again.
        let hasReadAll = isSource && isAcknowledged(by: each.uid, of: vertex)
        guard hasReadAll || all.contains(where: { $0.file != nil || $0.isFinished }) else { continue }
        operators[each.uid] = OperatorSnapshot(
          maxParallelism: groups, parts: all, states: states(of: each.uid, in: vertex), isSource: isSource ? true : nil)
      }
    }
    return CheckpointMetadata(
      jobID: jobID, jobName: graph.name, id: id, timestamp: trigger.timestamp, kind: trigger.kind, operators: operators)
  }

  /// Whether an operator has taken part, with or without anything to write.
  private func isAcknowledged(by uid: String, of vertex: JobVertex) -> Bool {
    (0..<vertex.parallelism).contains { index in
      guard case .acknowledged(let snapshot) = parts[SubtaskID(vertex: vertex.id, index: index)] else { return false }
      return snapshot.operators?.contains(uid) == true
    }
  }

  /// nil where a subtask did not note them.
  private func states(of uid: String, in vertex: JobVertex) -> [StateSummary]? {
    var all: [StateSummary] = []
    for index in 0..<vertex.parallelism {
      guard case .acknowledged(let snapshot) = parts[SubtaskID(vertex: vertex.id, index: index)], snapshot.file != nil
      else { continue }
      guard let states = snapshot.states else { return nil }
      all += states[uid] ?? []
    }
    return StateSummary.merged(all)
  }

  private func part(of uid: String, in subtask: SubtaskID) -> OperatorSnapshot.Part {
    switch parts[subtask] {
    case nil: return OperatorSnapshot.Part()
    case .finished: return OperatorSnapshot.Part(isFinished: true)
    case .acknowledged(let snapshot):
      let hasState = snapshot.operators?.contains(uid) ?? true
      return hasState ? OperatorSnapshot.Part(file: snapshot.file, earlier: snapshot.earlier) : OperatorSnapshot.Part()
    }
  }
}
