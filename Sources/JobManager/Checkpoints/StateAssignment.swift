import DreyModel

/// Which operators of a job begin with which state of a snapshot, matched by uid.
struct StateAssignment: Sendable {
  let graph: JobGraph
  /// Whether state that no operator takes is left out instead of refused.
  var ignoresUnclaimed = false

  /// What of a snapshot the job's operators take.
  /// - Parameter origin: the snapshot's folder, for messages.
  /// - Throws: ``Failure`` of the domain `usage` where state would be lost, or cannot be given to these operators.
  func restore(_ id: Int, _ operators: [String: OperatorSnapshot], from origin: String) throws(Failure) -> RestoredState
  {
    var taken: [String: OperatorSnapshot] = [:]
    var unclaimed: [String] = []
    let vertices = vertices
    for (uid, snapshot) in operators {
      if let vertex = vertices[uid] {
        try check(snapshot, uid, vertex, origin)
        taken[uid] = snapshot
      } else if snapshot.parts.contains(where: { $0.file != nil }) {
        unclaimed.append(uid)
      }
    }
    guard unclaimed.isEmpty || ignoresUnclaimed else { throw refusal(unclaimed.sorted(), origin) }
    return RestoredState(checkpointID: id, operators: taken)
  }

  /// The number of key groups that the state of the job's operators has; nil if there is none of them.
  func maxParallelism(of operators: [String: OperatorSnapshot]) -> Int? {
    let vertices = vertices
    return operators.filter { vertices[$0.key] != nil }.map(\.value.maxParallelism).max()
  }

  private var vertices: [String: JobVertex] {
    graph.vertices.reduce(into: [:]) { all, vertex in
      for each in vertex.operators { all[each.uid] = vertex }
    }
  }

  private func check(
    _ snapshot: OperatorSnapshot, _ uid: String, _ vertex: JobVertex, _ origin: String
  ) throws(Failure) {
    let groups = graph.maxParallelism ?? JobGraph.defaultMaxParallelism
    guard snapshot.maxParallelism == groups else {
      throw Failure(
        .usage,
        "job '\(graph.name)' has max parallelism \(groups), the state of '\(uid)' in '\(origin)' has"
          + " \(snapshot.maxParallelism)",
        advice:
          "Set the job's max parallelism to \(snapshot.maxParallelism): keys belong to groups, and their number stays.")
    }
    guard vertex.parallelism <= groups else {
      throw Failure(
        .usage,
        "'\(vertex.name)' of job '\(graph.name)' has parallelism \(vertex.parallelism), more than its max parallelism"
          + " \(groups)",
        advice: "Lower the parallelism: keys belong to groups, and their number stays as the job's first state has it.")
    }
  }

  private func refusal(_ unclaimed: [String], _ origin: String) -> Failure {
    let names = unclaimed.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
    let more = unclaimed.count > 8 ? " and \(unclaimed.count - 8) more" : ""
    return Failure(
      .usage, "'\(origin)' has state of \(names)\(more), which job '\(graph.name)' has no operator for",
      advice: "Give the operators the uids that they had, or leave the state out with"
        + " \(OptionKey.ignoreUnclaimedState.rawValue)=true (--allow-non-restored-state).")
  }
}
