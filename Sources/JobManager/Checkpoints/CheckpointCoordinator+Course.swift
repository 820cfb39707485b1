import DreyModel

// From the order to the end of a checkpoint.
extension CheckpointCoordinator {
  func folder(of request: SavepointRequest) -> String {
    request.kind.isSavepoint
      ? "\(request.target)/savepoint-\(jobID.hex.prefix(6))-\(request.suffix)"
      : "\(jobFolder ?? request.target)/\(CheckpointFolder.prefix)\(nextID)"
  }

  mutating func begin(_ kind: SnapshotKind, folder: String, request: SavepointRequestID?, _ now: Int) {
    let trigger = CheckpointTrigger(id: nextID, timestamp: now + clockOffset, kind: kind, folder: folder)
    nextID += 1
    if kind == .checkpoint, let interval = settings.interval { run?.nextPeriodic = now + interval }
    hasWritten = hasWritten || kind == .checkpoint
    pending.append(PendingCheckpoint(trigger, startedAt: now, deadline: now + settings.timeout, request: request))
    history.began(trigger, subtasks: subtaskCount)
    actions.append(.makeFolder(trigger.id, folder))
  }

  mutating func folderMade(_ id: Int) {
    guard let index = place(of: id, .makingFolder), let run else { return }
    let trigger = pending[index].trigger
    pending[index].phase = .running
    for subtask in run.finished {
      pending[index].finished(subtask)
      history.acknowledged(nil, of: id, at: trigger.timestamp)
    }
    actions.append(.tell(.triggerCheckpoint(trigger)))
  }

  /// Where among those under way one is, if it is in this phase.
  private func place(of id: Int, _ phase: PendingCheckpoint.Phase) -> Int? {
    pending.firstIndex { $0.id == id && $0.phase == phase }
  }

  mutating func reported(_ report: CheckpointReport, _ now: Int) {
    switch report {
    case .acknowledged(let snapshot): acknowledged(snapshot, now)
    case .declined(let subtask, let id, let failure):
      guard place(of: id, .running) != nil else { return }
      abort(
        id, failure.saying("subtask \(name(subtask)) declined it: \(failure.message)"), now)
    case .awaitsFinal(let subtask):
      guard run != nil else { return _ = early.insert(subtask) }
      guard run?.finished.contains(subtask) == false, run?.awaiting[subtask] == nil else { return }
      // Behind a savepoint that ends the job nothing comes that it would not commit.
      let stopping = stopping
      run?.awaiting[subtask] = stopping.map { .covered(by: $0.id) } ?? .uncovered
      if stopping == nil, let last = pending.last(where: { $0.parts[subtask] == nil }) {
        run?.stall = AttemptProgress.Stall(id: last.id, subtask: subtask, until: now + Self.stallTime)
      }
    case .unreadable: break
    }
  }

  private mutating func acknowledged(_ snapshot: SubtaskSnapshot, _ now: Int) {
    guard let index = place(of: snapshot.checkpointID, .running), pending[index].parts[snapshot.subtask] == nil
    else { return }
    let trigger = pending[index].trigger
    guard snapshot.files.allSatisfy({ $0.path.hasPrefix("\(trigger.folder)/") }) else {
      return abort(
        trigger.id, Failure(.user, "subtask \(name(snapshot.subtask)) wrote to a file outside of its folder"), now)
    }
    pending[index].add(snapshot)
    history.acknowledged(snapshot, of: trigger.id, at: now + clockOffset)
    // What it has prepared is committed with this one, unless that is none of the job's own.
    if trigger.kind != .savepoint, run?.awaiting[snapshot.subtask] != nil {
      run?.awaiting[snapshot.subtask] = .covered(by: trigger.id)
    }
    completeWhatIsAcknowledged()
  }

  mutating func completeWhatIsAcknowledged() {
    for (index, each) in pending.enumerated() where each.phase == .running && each.parts.count == subtaskCount {
      // One that is behind a newer one is going to be subsumed by it.
      guard !pending.contains(where: { $0.id > each.id && $0.phase == .writingMetadata }) else { continue }
      pending[index].phase = .writingMetadata
      let metadata = each.metadata(jobID, graph)
      var all = retained
      let entry = entry(each, metadata)
      if each.trigger.kind != .savepoint { _ = all.add(entry) }
      actions.append(.complete(metadata, entry.checkpoint, retained: all.checkpoints))
    }
  }

  private func entry(_ pending: PendingCheckpoint, _ metadata: CheckpointMetadata) -> RetainedCheckpoints.Entry {
    let checkpoint = CompletedCheckpoint(
      id: pending.id, kind: pending.trigger.kind, path: pending.trigger.folder, timestamp: pending.trigger.timestamp,
      byteCount: metadata.byteCount)
    return RetainedCheckpoints.Entry(
      checkpoint: checkpoint, operators: metadata.operators, isOwned: pending.trigger.kind == .checkpoint)
  }

  func name(_ subtask: SubtaskID) -> String {
    guard graph.vertices.indices.contains(subtask.vertex) else { return "\(subtask)" }
    let vertex = graph.vertices[subtask.vertex]
    return "'\(vertex.name)' (\(subtask.index + 1)/\(vertex.parallelism))"
  }

  mutating func written(_ id: Int, _ now: Int) {
    guard let index = place(of: id, .writingMetadata) else { return }
    let pending = pending.remove(at: index)
    let kind = pending.trigger.kind
    let entry = entry(pending, pending.metadata(jobID, graph))
    history.completed(entry.checkpoint, milliseconds: now - pending.startedAt)
    actions.append(
      .report(
        .checkpointCompleted(
          jobID: jobID, name: graph.name, id: id, kind: kind, path: entry.checkpoint.path,
          bytes: entry.checkpoint.byteCount, milliseconds: now - pending.startedAt)))
    ended(kind, now)
    if pending.request != nil, kind == .checkpoint, let next = run?.nextPeriodic {
      run?.nextPeriodic = max(next, now + Self.respite)
    }
    if kind.endsJob {
      stop = (pending.request, entry.checkpoint.path)
    } else if let request = pending.request {
      operations[request] = .completed(path: entry.checkpoint.path)
      if request == cancelling { actions.append(.cancel(cancelled(with: entry.checkpoint))) }
    }
    // A savepoint that the job does not end with is none of its own: it is not recovered from it, so nothing is committed.
    guard kind != .savepoint else { return }
    failuresInARow = 0
    for dropped in retained.add(entry) {
      history.discarded(dropped.id)
      actions.append(.delete(dropped.path))
    }
    subsume(before: id, now)
    run?.completed(id)
    actions.append(.tell(.checkpointCompleted(id)))
  }

  private func cancelled(with savepoint: CompletedCheckpoint) -> Failure {
    Failure(.cancelled, "job '\(graph.name)' was cancelled with the savepoint '\(savepoint.path)'")
  }

  /// Milliseconds that a checkpoint which somebody asked for is the newest at least: he wants to find it, maybe since he is
  /// about to end the cluster and to go on from there, and the next one may be what it gives way to.
  static let respite = 10_000

  mutating func ended(_ kind: SnapshotKind, _ now: Int) {
    if let next = run?.nextPeriodic { run?.nextPeriodic = max(next, now + settings.minPause) }
  }
}
