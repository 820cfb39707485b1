import DreyModel

/// When a job's checkpoints and savepoints are taken, and what becomes of them: an event goes in, what is to be done comes
/// out.
struct CheckpointCoordinator: Sendable {
  let jobID: JobID
  var graph: JobGraph
  let settings: CheckpointSettings
  let subtaskCount: Int
  /// Milliseconds from the beginning of 1970 to the beginning of the clock of events.
  let clockOffset: Int

  var retained: RetainedCheckpoints
  var history = CheckpointHistory()
  /// What clients have asked for.
  var operations = RecentOperations()
  /// Those under way, oldest first.
  var pending: [PendingCheckpoint] = []

  var run: AttemptProgress?
  /// Those that wait for a last checkpoint although not all subtasks run yet.
  var early: Set<SubtaskID> = []
  var waiting: [SavepointRequest] = []
  /// A savepoint under way, or complete, that the job is cancelled with.
  var cancelling: SavepointRequestID?
  var nextID = 1
  var failuresInARow = 0
  /// A savepoint that ends the job is complete: the subtasks finish.
  var stop: (request: SavepointRequestID?, path: String)?
  /// Folders of checkpoints that were given up when their attempt was, whose workers may still write to them.
  private var garbage: [String] = []
  var hasWritten = false
  /// When a wake-up comes.
  var wakeUpAt: Int?
  var actions: [Action] = []

  init(_ jobID: JobID, _ graph: JobGraph, _ settings: CheckpointSettings, clockOffset: Int) {
    self.jobID = jobID
    self.graph = graph
    self.settings = settings
    subtaskCount = graph.subtasks.count
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
    case .interrupted(let failure, let goingOn): interrupted(failure, goingOn, now)
    case .requested(let request): requested(request)
    case .tick: wakeUpAt = nil
    case .folderMade(let id): folderMade(id)
    case .written(let id): written(id, now)
    case .storageFailed(let id, let failure): abort(id, failure, now)
    case .jobEnded(let status): jobEnded(status, now)
    }
    advance(now)
    return actions
  }

  /// Says what the job can go on from, besides what comes later.
  mutating func begin(with found: FoundCheckpoints) {
    retained.begin(with: found.entries, isFallback: found.isFallback)
    nextID = max(nextID, found.highestID + 1)
    hasWritten = hasWritten || found.highestID > 0
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
    let vertices = Set(graph.sources.map(\.id))
    let sources = graph.subtasks.filter { vertices.contains($0.vertex) && !finished.contains($0) }
    run = AttemptProgress(
      runningSources: Set(sources), finished: finished, nextPeriodic: settings.interval.map { now + $0 })
    for subtask in early where !finished.contains(subtask) { run?.awaiting[subtask] = .uncovered }
    early = []
  }

  private mutating func finished(_ subtask: SubtaskID, _ now: Int) {
    guard run?.finished.insert(subtask).inserted == true else { return }
    run?.runningSources.remove(subtask)
    run?.awaiting[subtask] = nil
    for (index, each) in pending.enumerated() where each.phase == .running {
      if each.parts[subtask] == nil { history.acknowledged(nil, of: each.id, at: now + clockOffset) }
      pending[index].finished(subtask)
    }
    completeWhatIsAcknowledged()
  }

  /// Whether the job ends with a savepoint: its sources have ended, or are about to, or it is cancelled then.
  var isEndingJob: Bool { stop != nil || stopping != nil || cancelling != nil }
  /// The savepoint under way that the job is to end with.
  var stopping: PendingCheckpoint? { pending.first(where: \.trigger.kind.endsJob) }

  private mutating func interrupted(_ failure: Failure, _ goingOn: Set<SubtaskID>, _ now: Int) {
    // Those that have said that they wait for a last checkpoint do not say it again.
    early = early.union(run.map { Set($0.awaiting.keys) } ?? []).intersection(goingOn)
    run = nil
    for each in pending {
      garbage.append(each.trigger.folder)
      if !goingOn.isEmpty, each.phase != .makingFolder { actions.append(.tell(.checkpointAborted(each.id))) }
      // Who has not asked for it need not hear of it: that the attempt has ended says it all.
      fail(each, failure, now, isTold: each.request != nil)
    }
    for request in waiting { operations[request.id] = .failed(failure) }
    waiting = []
    cancelling = nil
    if let stop, let request = stop.request {
      operations[request] = .failed(
        Failure(
          failure.domain,
          "the savepoint '\(stop.path)' is complete, but the job failed before it ended: \(failure.message)",
          advice: "The job may have been restarted. Cancel it, and begin from the savepoint."))
    }
    stop = nil
  }

  private mutating func jobEnded(_ status: JobStatus, _ now: Int) {
    if status == .finished, let stop, let request = stop.request { operations[request] = .completed(path: stop.path) }
    if status == .finished { stop = nil }
    interrupted(Failure(.cancelled, "job '\(graph.name)' has ended: \(status.rawValue)"), [], now)
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
