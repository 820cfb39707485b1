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
    for vertex in graph.vertices {
      for each in vertex.operators {
        guard let stored = storedUID(of: each, in: operators), var snapshot = operators[stored] else { continue }
        try check(snapshot, stored, vertex, origin)
        if stored != each.uid { snapshot.storedUID = stored }
        taken[each.uid] = snapshot
      }
    }
    let unclaimed = unclaimed(operators)
    guard unclaimed.isEmpty || ignoresUnclaimed else { throw refusal(unclaimed, operators, origin) }
    return RestoredState(
      checkpointID: id, operators: taken, ignoresUnclaimed: ignoresUnclaimed ? true : nil)
  }

  /// Describes the operators whose state in a snapshot the job leaves out; nil: there are none.
  func omission(_ operators: [String: OperatorSnapshot], from origin: String) -> String? {
    let unclaimed = unclaimed(operators)
    guard !unclaimed.isEmpty else { return nil }
    return "job '\(graph.name)' begins without the state that '\(origin)' has of \(names(unclaimed, operators))"
  }

  /// Hidden parts of operators had ids of their own in earlier releases.
  private func storedUID(of each: OperatorDescription, in operators: [String: OperatorSnapshot]) -> String? {
    if operators[each.uid] != nil { return each.uid }
    guard let former = each.formerUID, operators[former] != nil, !uids.contains(former) else { return nil }
    return former
  }

  private var uids: Set<String> { Set(graph.vertices.flatMap(\.operators).map(\.uid)) }

  private func unclaimed(_ operators: [String: OperatorSnapshot]) -> [String] {
    let claimed = Set(graph.vertices.flatMap(\.operators).compactMap { storedUID(of: $0, in: operators) })
    return operators.filter { uid, snapshot in
      !claimed.contains(uid) && snapshot.mayHoldState
    }.keys.sorted()
  }

  /// The number of key groups that the state of the job's operators has; nil if there is none of them.
  func maxParallelism(of operators: [String: OperatorSnapshot]) -> Int? {
    graph.vertices.flatMap(\.operators).compactMap { storedUID(of: $0, in: operators) }
      .compactMap { operators[$0]?.maxParallelism }.max()
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

  private func refusal(_ unclaimed: [String], _ operators: [String: OperatorSnapshot], _ origin: String) -> Failure {
    Failure(
      .usage,
      "'\(origin)' has state of \(names(unclaimed, operators)), which job '\(graph.name)' has no operator for",
      advice: "Give the operators the uids that they had, or leave the state out with"
        + " \(OptionKey.ignoreUnclaimedState.rawValue)=true (--allow-non-restored-state)."
        + (pendingResults(unclaimed, operators) == 0 ? "" : " Results that wait to be committed are lost then."))
  }

  private func names(_ uids: [String], _ operators: [String: OperatorSnapshot]) -> String {
    let names = uids.prefix(8).map { uid in
      let pending = pendingResults([uid], operators)
      return "'\(uid)'" + (pending == 0 ? "" : " (with \(pending) results that wait to be committed)")
    }
    return names.joined(separator: ", ") + (uids.count > 8 ? " and \(uids.count - 8) more" : "")
  }

  private func pendingResults(_ uids: [String], _ operators: [String: OperatorSnapshot]) -> Int {
    uids.flatMap { operators[$0]?.states ?? [] }.filter { $0.name == StateSummary.committables }.reduce(0) {
      $0 + $1.count
    }
  }
}

extension OperatorSnapshot {
  /// Whether something would be lost if nobody took it; true where that is not known.
  fileprivate var mayHoldState: Bool {
    if isSource == true { return true }
    return parts.contains { $0.file != nil } && states?.contains { $0.count > 0 } ?? true
  }
}
