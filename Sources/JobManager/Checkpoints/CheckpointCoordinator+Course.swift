import DreyModel

// From the order to the end of a checkpoint.
extension CheckpointCoordinator {
  mutating func requested(_ request: SavepointRequest) {
    guard operations[request.id] == nil else { return }
    guard let run else { return refuse(request, "is not running") }
    guard !run.runningSources.isEmpty else { return refuse(request, "has read all its input and is about to end") }
    guard stop == nil, pending?.trigger.kind.endsJob != true else { return refuse(request, "is being stopped") }
    operations[request.id] = .inProgress
    waiting.append(request)
  }

  private mutating func refuse(_ request: SavepointRequest, _ why: String) {
    operations[request.id] = .failed(
      Failure(.usage, "no \(request.kind.noun) of job '\(graph.name)' can be taken: it \(why)"))
  }

  /// Begins what is due, gives up what takes too long, and asks to be woken when there is more to do.
  mutating func advance(_ now: Int) {
    if let pending, now >= pending.deadline {
      abort(Failure(.timeout, "it took longer than \(settings.timeout) ms"), now)
    }
    giveUpStalled(now)
    if pending == nil { beginNext(now) }
    askForWakeUp(now)
  }

  /// Milliseconds that a subtask has for a checkpoint when its input has ended.
  private static let stallTime = 1000

  /// One that cannot be completed makes room for one that can.
  private mutating func giveUpStalled(_ now: Int) {
    guard let pending, let stall = run?.stall, now >= stall.until else { return }
    run?.stall = nil
    guard stall.id == pending.id, pending.parts[stall.subtask] == nil, pending.phase == .running else { return }
    fail(pending, Failure(.infrastructure, "the input of subtask \(name(stall.subtask)) had ended"), now, isTold: false)
    run?.aborted(pending.id)
    actions += [.tell(.checkpointAborted(pending.id)), .delete(pending.trigger.folder)]
  }

  private mutating func beginNext(_ now: Int) {
    guard let run else { return }
    if !waiting.isEmpty {
      let request = waiting.removeFirst()
      if run.runningSources.isEmpty {
        refuse(request, "has read all its input and is about to end")
        return beginNext(now)
      }
      return begin(request.kind, folder: folder(of: request), request: request.id, now)
    }
    let isFinalDue = run.isFinalWanted && now >= run.nextFinal
    let isPeriodicDue = stop == nil && !run.runningSources.isEmpty && run.nextPeriodic.map { now >= $0 } ?? false
    guard isFinalDue || isPeriodicDue, let jobFolder else { return }
    begin(.checkpoint, folder: "\(jobFolder)/\(CheckpointFolder.prefix)\(nextID)", request: nil, now)
  }

  private mutating func askForWakeUp(_ now: Int) {
    var next: Int?
    if let pending {
      next = min(pending.deadline, run?.stall?.until ?? pending.deadline)
    } else if let run {
      if run.isFinalWanted, jobFolder != nil { next = max(now, run.nextFinal) }
      if stop == nil, !run.runningSources.isEmpty, let periodic = run.nextPeriodic {
        next = min(next ?? periodic, periodic)
      }
    }
    guard let next, wakeUpAt.map({ next < $0 }) ?? true else { return }
    wakeUpAt = next
    actions.append(.wakeUp(after: max(1, next - now)))
  }

  private func folder(of request: SavepointRequest) -> String {
    request.kind.isSavepoint
      ? "\(request.target)/savepoint-\(jobID.hex.prefix(6))-\(request.suffix)"
      : "\(jobFolder ?? request.target)/\(CheckpointFolder.prefix)\(nextID)"
  }

  private mutating func begin(_ kind: SnapshotKind, folder: String, request: SavepointRequestID?, _ now: Int) {
    let trigger = CheckpointTrigger(id: nextID, timestamp: now + clockOffset, kind: kind, folder: folder)
    nextID += 1
    if kind == .checkpoint, let interval = settings.interval { run?.nextPeriodic = now + interval }
    hasWritten = hasWritten || kind == .checkpoint
    pending = PendingCheckpoint(trigger, startedAt: now, deadline: now + settings.timeout, request: request)
    history.began(trigger, subtasks: subtaskCount)
    actions.append(.makeFolder(trigger.id, folder))
  }

  mutating func folderMade(_ id: Int) {
    guard let trigger = pending?.trigger, trigger.id == id, pending?.phase == .makingFolder, let run else { return }
    pending?.phase = .running
    for subtask in run.finished {
      pending?.finished(subtask)
      history.acknowledged(nil, of: id, at: trigger.timestamp)
    }
    actions.append(.tell(.triggerCheckpoint(trigger)))
  }

  mutating func reported(_ report: CheckpointReport, _ now: Int) {
    switch report {
    case .acknowledged(let snapshot): acknowledged(snapshot, now)
    case .declined(let subtask, let id, let failure):
      guard pending?.id == id, pending?.phase == .running else { return }
      abort(
        Failure(failure.domain, "subtask \(name(subtask)) declined it: \(failure.message)", advice: failure.advice), now
      )
    case .awaitsFinal(let subtask):
      guard run != nil else { return _ = early.insert(subtask) }
      guard run?.finished.contains(subtask) == false, run?.awaiting[subtask] == nil else { return }
      // Behind a savepoint that ends the job nothing comes that it would not commit.
      let stopping = pending.flatMap { $0.trigger.kind.endsJob ? $0.id : nil }
      run?.awaiting[subtask] = stopping.map { .covered(by: $0) } ?? .uncovered
      if let pending, stopping == nil, pending.parts[subtask] == nil {
        run?.stall = AttemptProgress.Stall(id: pending.id, subtask: subtask, until: now + Self.stallTime)
      }
    case .unreadable: break
    }
  }

  private mutating func acknowledged(_ snapshot: SubtaskSnapshot, _ now: Int) {
    guard let trigger = pending?.trigger, trigger.id == snapshot.checkpointID, pending?.phase == .running,
      pending?.parts[snapshot.subtask] == nil
    else { return }
    guard snapshot.files.allSatisfy({ $0.path.hasPrefix("\(trigger.folder)/") }) else {
      return abort(Failure(.user, "subtask \(name(snapshot.subtask)) wrote to a file outside of its folder"), now)
    }
    pending?.add(snapshot)
    history.acknowledged(snapshot, of: trigger.id, at: now + clockOffset)
    // What it has prepared is committed with this one, unless that is none of the job's own.
    if trigger.kind != .savepoint, run?.awaiting[snapshot.subtask] != nil {
      run?.awaiting[snapshot.subtask] = .covered(by: trigger.id)
    }
    completeIfAcknowledged(now)
  }

  mutating func completeIfAcknowledged(_ now: Int) {
    guard let pending, pending.phase == .running, pending.parts.count == subtaskCount else { return }
    self.pending?.phase = .writingMetadata
    let metadata = pending.metadata(jobID, graph)
    var all = retained
    let entry = entry(pending, metadata)
    if pending.trigger.kind != .savepoint { _ = all.add(entry) }
    actions.append(.complete(metadata, entry.checkpoint, retained: all.checkpoints))
  }

  private func entry(_ pending: PendingCheckpoint, _ metadata: CheckpointMetadata) -> RetainedCheckpoints.Entry {
    let checkpoint = CompletedCheckpoint(
      id: pending.id, kind: pending.trigger.kind, path: pending.trigger.folder, timestamp: pending.trigger.timestamp,
      byteCount: metadata.byteCount)
    return RetainedCheckpoints.Entry(
      checkpoint: checkpoint, operators: metadata.operators, isOwned: pending.trigger.kind == .checkpoint)
  }

  private func name(_ subtask: SubtaskID) -> String {
    guard graph.vertices.indices.contains(subtask.vertex) else { return "\(subtask)" }
    let vertex = graph.vertices[subtask.vertex]
    return "'\(vertex.name)' (\(subtask.index + 1)/\(vertex.parallelism))"
  }

  mutating func written(_ id: Int, _ now: Int) {
    guard let pending, pending.id == id, pending.phase == .writingMetadata else { return }
    self.pending = nil
    let kind = pending.trigger.kind
    let entry = entry(pending, pending.metadata(jobID, graph))
    history.completed(entry.checkpoint, milliseconds: now - pending.startedAt)
    actions.append(
      .report(
        .checkpointCompleted(
          jobID: jobID, name: graph.name, id: id, kind: kind, path: entry.checkpoint.path,
          bytes: entry.checkpoint.byteCount, milliseconds: now - pending.startedAt)))
    ended(kind, now)
    if kind.endsJob {
      stop = (pending.request, entry.checkpoint.path)
    } else if let request = pending.request {
      operations[request] = .completed(path: entry.checkpoint.path)
    }
    // A savepoint that the job does not end with is none of its own: it is not recovered from it, so nothing is committed.
    guard kind != .savepoint else { return }
    failuresInARow = 0
    for dropped in retained.add(entry) {
      history.discarded(dropped.id)
      actions.append(.delete(dropped.path))
    }
    run?.completed(id)
    actions.append(.tell(.checkpointCompleted(id)))
  }

  mutating func ended(_ kind: SnapshotKind, _ now: Int) {
    if let next = run?.nextPeriodic { run?.nextPeriodic = max(next, now + settings.minPause) }
  }
}
