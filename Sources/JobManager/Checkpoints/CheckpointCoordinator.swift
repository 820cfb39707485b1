import DreyModel

/// When a job's checkpoints and savepoints are taken, and what becomes of them: an event goes in, what is to be done comes
/// out.
struct CheckpointCoordinator: Sendable {
  let jobID: JobID
  let graph: JobGraph
  let settings: CheckpointSettings
  /// Milliseconds from the beginning of 1970 to the beginning of the clock of events.
  let clockOffset: Int

  private(set) var retained: RetainedCheckpoints
  private(set) var history = CheckpointHistory()
  /// What clients have asked for.
  private(set) var operations: [SavepointRequestID: SavepointOperation] = [:]
  private(set) var pending: PendingCheckpoint?

  private var run: Run?
  private var waiting: [SavepointRequest] = []
  private var nextID = 1
  private var failuresInARow = 0
  /// A savepoint that ends the job is complete: the subtasks finish.
  private var stop: (request: SavepointRequestID?, path: String)?
  /// Folders of checkpoints that were given up when their attempt was, whose workers may still write to them.
  private var garbage: [String] = []
  private var hasWritten = false
  /// When a wake-up comes.
  private var wakeUpAt: Int?
  private var actions: [Action] = []

  /// What is known of the attempt, once all of it runs.
  private struct Run: Sendable {
    var runningSources: Set<SubtaskID>
    var finished: Set<SubtaskID>
    /// Those that wait for a last checkpoint, and the one under way that may be it.
    var awaiting: [SubtaskID: Int?] = [:]
    var nextPeriodic: Int?
    /// A last checkpoint that failed is tried again after a while.
    var nextFinal = Int.min

    /// Whether somebody waits whom the checkpoint under way, if any, does not help.
    var isFinalWanted: Bool { awaiting.values.contains { $0 == nil } }
  }

  init(_ jobID: JobID, _ graph: JobGraph, _ settings: CheckpointSettings, clockOffset: Int) {
    self.jobID = jobID
    self.graph = graph
    self.settings = settings
    self.clockOffset = clockOffset
    retained = RetainedCheckpoints(limit: settings.retained)
  }

  /// What follows from an event at a time in milliseconds.
  mutating func handle(_ event: Event, at now: Int) -> [Action] {
    actions = []
    switch event {
    case .running(let finished): began(finished, now)
    case .finished(let subtask): finished(subtask, now)
    case .report(let report): reported(report, now)
    case .interrupted(let failure): interrupted(failure, now)
    case .requested(let request): requested(request)
    case .tick: wakeUpAt = nil
    case .folderMade(let id): folderMade(id)
    case .written(let id): written(id, now)
    case .storageFailed(let id, let failure): if pending?.id == id { abort(failure, now) }
    case .jobEnded(let status): jobEnded(status, now)
    }
    advance(now)
    return actions
  }

  /// Says what the job can go on from, besides what comes later.
  /// - Parameter highestID: of all checkpoints that were ever begun, as far as that is known.
  mutating func begin(from entry: RetainedCheckpoints.Entry, highestID: Int = 0) {
    retained.add(entry)
    nextID = max(nextID, entry.checkpoint.id + 1, highestID + 1)
    hasWritten = hasWritten || entry.isOwned
  }

  /// An attempt begins from a checkpoint.
  mutating func restored(_ checkpoint: CompletedCheckpoint, at now: Int) {
    history.restored(checkpoint, at: now + clockOffset)
  }

  /// A checkpoint turned out to be damaged.
  mutating func markUnreadable(_ id: Int) { retained.markUnreadable(id) }

  var jobFolder: String? { settings.folder.map { "\($0)/\(jobID)" } }
}

// The attempt.
extension CheckpointCoordinator {
  private mutating func began(_ finished: Set<SubtaskID>, _ now: Int) {
    emptyGarbage()
    let targets = Set(graph.edges.map(\.target))
    let sources = graph.subtasks.filter { !targets.contains($0.vertex) && !finished.contains($0) }
    run = Run(
      runningSources: Set(sources), finished: finished, nextPeriodic: settings.interval.map { now + $0 })
  }

  private mutating func finished(_ subtask: SubtaskID, _ now: Int) {
    guard run?.finished.insert(subtask).inserted == true else { return }
    run?.runningSources.remove(subtask)
    run?.awaiting[subtask] = nil
    guard pending != nil else { return }
    pending?.finished(subtask)
    if let id = pending?.id { history.acknowledged(nil, of: id, at: now + clockOffset) }
    completeIfAcknowledged(now)
  }

  private mutating func interrupted(_ failure: Failure, _ now: Int) {
    run = nil
    if let pending {
      garbage.append(pending.trigger.folder)
      fail(pending, failure, now)
    }
    for request in waiting { operations[request.id] = .failed(failure) }
    waiting = []
    if let stop, let request = stop.request {
      operations[request] = .failed(
        Failure(
          failure.domain, "the savepoint '\(stop.path)' is complete, but the job failed before it ended: \(failure.message)",
          advice: "The job may have been restarted. Cancel it, and begin from the savepoint."))
    }
    stop = nil
  }

  private mutating func jobEnded(_ status: JobStatus, _ now: Int) {
    if status == .finished, let stop, let request = stop.request { operations[request] = .completed(path: stop.path) }
    if status == .finished { stop = nil }
    interrupted(Failure(.cancelled, "job '\(graph.name)' has ended: \(status.rawValue)"), now)
    emptyGarbage()
    guard hasWritten, let jobFolder else { return }
    let kept = settings.retention.keeps(status) ? retained.ownedFolders : []
    actions.append(.clean(jobFolder, keeping: kept))
  }

  private mutating func emptyGarbage() {
    for folder in garbage { actions.append(.delete(folder)) }
    garbage = []
  }
}

// From the order to the end of a checkpoint.
extension CheckpointCoordinator {
  private mutating func requested(_ request: SavepointRequest) {
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
  private mutating func advance(_ now: Int) {
    if let pending, now >= pending.deadline {
      abort(Failure(.timeout, "it took longer than \(settings.timeout) ms"), now)
    }
    if pending == nil { beginNext(now) }
    askForWakeUp(now)
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

  private func folder(of request: SavepointRequest) -> String {
    guard request.kind.isSavepoint, let jobFolder else {
      return "\(jobFolder ?? request.target)/\(CheckpointFolder.prefix)\(nextID)"
    }
    return "\(request.target)/savepoint-\(jobID.hex.prefix(6))-\(request.suffix)"
  }

  private mutating func begin(_ kind: SnapshotKind, folder: String, request: SavepointRequestID?, _ now: Int) {
    let trigger = CheckpointTrigger(id: nextID, timestamp: now + clockOffset, kind: kind, folder: folder)
    nextID += 1
    if kind == .checkpoint, let interval = settings.interval { run?.nextPeriodic = now + interval }
    hasWritten = hasWritten || kind == .checkpoint
    pending = PendingCheckpoint(trigger, startedAt: now, deadline: now + settings.timeout, request: request)
    history.began(trigger, subtasks: graph.subtasks.count)
    actions.append(.makeFolder(trigger.id, folder))
  }

  private mutating func folderMade(_ id: Int) {
    guard let trigger = pending?.trigger, trigger.id == id, pending?.phase == .makingFolder, let run else { return }
    pending?.phase = .running
    for subtask in run.finished {
      pending?.finished(subtask)
      history.acknowledged(nil, of: id, at: trigger.timestamp)
    }
    actions.append(.tell(.triggerCheckpoint(trigger)))
  }

  private mutating func reported(_ report: CheckpointReport, _ now: Int) {
    switch report {
    case .acknowledged(let snapshot): acknowledged(snapshot, now)
    case .declined(let subtask, let id, let failure):
      guard pending?.id == id, pending?.phase == .running else { return }
      abort(Failure(failure.domain, "subtask \(name(subtask)) declined it: \(failure.message)", advice: failure.advice), now)
    case .awaitsFinal(let subtask):
      guard run?.finished.contains(subtask) == false, run?.awaiting[subtask] == nil else { return }
      let stopping = pending.flatMap { $0.trigger.kind.endsJob ? $0.id : nil }
      run?.awaiting[subtask] = .some(stopping)
    case .unreadable: break
    }
  }

  private mutating func acknowledged(_ snapshot: SubtaskSnapshot, _ now: Int) {
    guard let trigger = pending?.trigger, trigger.id == snapshot.checkpointID, pending?.phase == .running,
      pending?.parts[snapshot.subtask] == nil
    else { return }
    guard snapshot.file?.path.hasPrefix("\(trigger.folder)/") ?? true else {
      return abort(Failure(.user, "subtask \(name(snapshot.subtask)) wrote to a file outside of its folder"), now)
    }
    pending?.add(snapshot)
    history.acknowledged(snapshot, of: trigger.id, at: now + clockOffset)
    // What it has prepared is committed with this one, unless that is none of the job's own.
    if trigger.kind != .savepoint, run?.awaiting[snapshot.subtask] != nil {
      run?.awaiting[snapshot.subtask] = .some(trigger.id)
    }
    completeIfAcknowledged(now)
  }

  private mutating func completeIfAcknowledged(_ now: Int) {
    guard let pending, pending.phase == .running, pending.parts.count == graph.subtasks.count else { return }
    self.pending?.phase = .writingMetadata
    let metadata = pending.metadata(jobID, graph)
    var all = retained
    let entry = entry(pending, metadata)
    if pending.trigger.kind != .savepoint { all.add(entry) }
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

  private mutating func written(_ id: Int, _ now: Int) {
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
    if let run { for (subtask, last) in run.awaiting where last == id { self.run?.awaiting[subtask] = nil } }
    actions.append(.tell(.checkpointCompleted(id)))
  }

  private mutating func ended(_ kind: SnapshotKind, _ now: Int) {
    if let next = run?.nextPeriodic { run?.nextPeriodic = max(next, now + settings.minPause) }
  }
}

// What goes wrong.
extension CheckpointCoordinator {
  /// Gives up the checkpoint under way, while its attempt goes on if it can.
  private mutating func abort(_ failure: Failure, _ now: Int) {
    guard let pending else { return }
    let (id, kind) = (pending.id, pending.trigger.kind)
    let wasTold = pending.phase != .makingFolder
    fail(pending, failure, now)
    ended(kind, now)
    if let run { for (subtask, last) in run.awaiting where last == id { self.run?.awaiting[subtask] = .some(nil) } }
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

  private mutating func fail(_ pending: PendingCheckpoint, _ failure: Failure, _ now: Int) {
    self.pending = nil
    let (id, kind) = (pending.id, pending.trigger.kind)
    history.failed(id, failure, at: now + clockOffset, milliseconds: now - pending.startedAt)
    if let request = pending.request { operations[request] = .failed(self.failure(of: id, kind, failure)) }
    actions.append(
      .report(.checkpointFailed(jobID: jobID, name: graph.name, id: id, kind: kind, failure: failure)))
  }

  private func failure(of id: Int, _ kind: SnapshotKind, _ cause: Failure) -> Failure {
    Failure(
      cause.domain, "job '\(graph.name)': \(kind.noun) \(id) failed: \(cause.message)", advice: cause.advice,
      details: cause.details)
  }

  private func tooMany(_ id: Int, _ cause: Failure) -> Failure {
    var failure = failure(of: id, .checkpoint, cause)
    let limit = "\(OptionKey.checkpointTolerableFailures.rawValue) is \(settings.tolerableFailures)"
    failure.message += " (\(limit))"
    return failure
  }

  private mutating func askForWakeUp(_ now: Int) {
    var next: Int?
    if let pending {
      next = pending.deadline
    } else if let run {
      if run.isFinalWanted { next = max(now, run.nextFinal) }
      if stop == nil, !run.runningSources.isEmpty, let periodic = run.nextPeriodic {
        next = min(next ?? periodic, periodic)
      }
    }
    guard let next, wakeUpAt.map({ next < $0 }) ?? true else { return }
    wakeUpAt = next
    actions.append(.wakeUp(after: max(1, next - now)))
  }
}
