import DreyModel

// What goes wrong.
extension CheckpointCoordinator {
  /// Gives up a checkpoint that is under way, while its attempt goes on if it can.
  mutating func abort(_ id: Int, _ failure: Failure, _ now: Int) {
    guard let pending = pending.first(where: { $0.id == id }) else { return }
    let kind = pending.trigger.kind
    let wasTold = pending.phase != .makingFolder
    fail(pending, failure, now)
    ended(kind, now)
    run?.aborted(id)
    run?.nextFinal = now + min(settings.interval ?? 1000, 1000)
    if wasTold { actions.append(.tell(.checkpointAborted(id))) }
    actions.append(.delete(pending.trigger.folder))
    // The sources have ended behind the barrier, and do not begin anew.
    if wasTold, kind.endsJob { return actions.append(.fail(self.failure(of: id, kind, failure))) }
    guard kind == .checkpoint else { return }
    failuresInARow += 1
    guard failuresInARow > settings.tolerableFailures else { return }
    failuresInARow = 0
    actions.append(.fail(tooMany(id, failure)))
  }

  /// - Parameter isTold: whether an event says so.
  mutating func fail(_ pending: PendingCheckpoint, _ failure: Failure, _ now: Int, isTold: Bool = true) {
    self.pending.removeAll { $0.id == pending.id }
    let (id, kind) = (pending.id, pending.trigger.kind)
    history.failed(id, failure, at: now + clockOffset, milliseconds: now - pending.startedAt)
    if pending.request == cancelling { cancelling = nil }
    if let request = pending.request { operations[request] = .failed(self.failure(of: id, kind, failure)) }
    guard isTold else { return }
    actions.append(
      .report(.checkpointFailed(jobID: jobID, name: graph.name, id: id, kind: kind, failure: failure)))
  }

  /// Gives up those that are older than one that is complete.
  mutating func subsume(before id: Int, _ now: Int) {
    for each in pending where each.id < id && each.trigger.kind == .checkpoint {
      drop(each, "checkpoint \(id) was complete before it", now)
    }
  }

  /// Gives up one that subtasks were told of and nobody will miss.
  mutating func drop(_ pending: PendingCheckpoint, _ why: String, _ now: Int) {
    fail(pending, Failure(.infrastructure, why), now, isTold: false)
    run?.aborted(pending.id)
    actions += [.tell(.checkpointAborted(pending.id)), .delete(pending.trigger.folder)]
  }

  private func failure(of id: Int, _ kind: SnapshotKind, _ cause: Failure) -> Failure {
    cause.saying("job '\(graph.name)': \(kind.noun) \(id) failed: \(cause.message)")
  }

  private func tooMany(_ id: Int, _ cause: Failure) -> Failure {
    var failure = failure(of: id, .checkpoint, cause)
    let limit = "\(OptionKey.checkpointTolerableFailures.rawValue) is \(settings.tolerableFailures)"
    failure.message += " (\(limit))"
    return failure
  }
}
