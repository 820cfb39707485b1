import DreyModel

/// The parts of a job that exchange no records with each other; Flink's pipelined regions. What fails in one of them is no
/// concern of the others.
struct PipelinedRegions: Sendable {
  /// The first subtask of each subtask's region.
  private var leaders: [SubtaskID: SubtaskID]

  /// Of a valid graph.
  init(_ graph: JobGraph) {
    leaders = Dictionary(uniqueKeysWithValues: graph.subtasks.map { ($0, $0) })
    for edge in graph.edges { join(along: edge, of: graph) }
    for subtask in leaders.keys { leaders[subtask] = leader(of: subtask) }
  }

  /// Which region a subtask is in, by the name of one of its subtasks.
  func region(of subtask: SubtaskID) -> SubtaskID { leaders[subtask] ?? subtask }

  /// All that has to begin anew with some processes: a process ends as a whole, and with it every region that has a part in it.
  /// - Parameters:
  ///   - failed: of these processes.
  ///   - processes: what each process runs.
  func affected<Process: Hashable>(by failed: Set<Process>, in processes: [Process: [SubtaskID]]) -> Set<Process> {
    let regions = processes.mapValues { Set($0.map(region)) }
    var (affected, lost) = (failed, Set<SubtaskID>())
    while true {
      lost = affected.reduce(into: lost) { $0.formUnion(regions[$1] ?? []) }
      let more = regions.keys.filter { !affected.contains($0) && regions[$0]?.isDisjoint(with: lost) == false }
      if more.isEmpty { return affected }
      affected.formUnion(more)
    }
  }

  private mutating func join(along edge: JobEdge, of graph: JobGraph) {
    // Targets that are joined with the one before them: where all are connected with all, once is enough.
    var joined = 0
    for index in 0..<graph.vertices[edge.source].parallelism {
      let targets = graph.downstream(of: edge, from: index)
      join(SubtaskID(vertex: edge.source, index: index), SubtaskID(vertex: edge.target, index: targets.lowerBound))
      while joined + 1 < targets.upperBound {
        joined += 1
        guard joined > targets.lowerBound else { continue }
        join(SubtaskID(vertex: edge.target, index: joined - 1), SubtaskID(vertex: edge.target, index: joined))
      }
    }
  }

  private func leader(of subtask: SubtaskID) -> SubtaskID {
    var leader = subtask
    while let next = leaders[leader], next != leader { leader = next }
    return leader
  }

  private mutating func join(_ one: SubtaskID, _ other: SubtaskID) {
    let pair = [leader(of: one), leader(of: other)].sorted()
    leaders[pair[1]] = pair[0]
  }
}
