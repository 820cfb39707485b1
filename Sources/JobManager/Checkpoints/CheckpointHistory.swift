import DreyModel

/// What became of a job's checkpoints, for those who ask.
struct CheckpointHistory: Sendable {
  /// Entries that are kept, Flink's `web.checkpoints.history`.
  private static let capacity = 10
  /// Completed ones that the summary is made of.
  private static let summaryCapacity = 1000

  private(set) var statistics = CheckpointStatistics()
  /// Bytes that were written.
  private var sizes: [Int] = []
  /// Bytes of all files, those of earlier checkpoints among them.
  private var fullSizes: [Int] = []
  private var durations: [Int] = []

  /// With the summary over the completed ones.
  var summarized: CheckpointStatistics {
    var all = statistics
    all.summary.checkpointedSize = CheckpointStatistics.Range(sizes)
    all.summary.stateSize = CheckpointStatistics.Range(fullSizes)
    all.summary.endToEndDuration = CheckpointStatistics.Range(durations)
    return all
  }

  mutating func began(_ trigger: CheckpointTrigger, subtasks: Int) {
    statistics.counts.total += 1
    statistics.counts.inProgress += 1
    let entry = CheckpointStatistics.Entry(
      id: trigger.id, kind: trigger.kind, triggerTimestamp: trigger.timestamp, subtaskCount: subtasks)
    statistics.history.insert(entry, at: 0)
    statistics.history = Array(statistics.history.prefix(Self.capacity))
  }

  mutating func acknowledged(_ snapshot: SubtaskSnapshot?, of id: Int, at time: Int) {
    change(id) { entry in
      entry.acknowledgedSubtaskCount += 1
      guard let snapshot else { return }
      entry.latestAckTimestamp = time
      entry.checkpointedSize &+= snapshot.file?.byteCount ?? 0
      entry.stateSize &+= snapshot.files.reduce(0) { $0 &+ $1.byteCount }
      entry.longestAlignment = max(entry.longestAlignment ?? 0, snapshot.alignmentDuration)
      entry.longestStall = max(entry.longestStall ?? 0, snapshot.longestStall)
    }
  }

  mutating func completed(_ checkpoint: CompletedCheckpoint, milliseconds: Int) {
    statistics.counts.inProgress -= 1
    statistics.counts.completed += 1
    durations = (durations + [milliseconds]).suffix(Self.summaryCapacity)
    let entry = change(checkpoint.id) { entry in
      entry.className = "completed"
      entry.status = .completed
      entry.stateSize = checkpoint.byteCount
      entry.endToEndDuration = milliseconds
      entry.externalPath = checkpoint.path
      entry.isDiscarded = false
    }
    sizes = (sizes + [entry?.checkpointedSize ?? checkpoint.byteCount]).suffix(Self.summaryCapacity)
    fullSizes = (fullSizes + [checkpoint.byteCount]).suffix(Self.summaryCapacity)
    if checkpoint.kind.isSavepoint { statistics.latest.savepoint = entry } else { statistics.latest.completed = entry }
  }

  mutating func failed(_ id: Int, _ failure: Failure, at time: Int, milliseconds: Int) {
    statistics.counts.inProgress -= 1
    statistics.counts.failed += 1
    statistics.latest.failed = change(id) { entry in
      entry.className = "failed"
      entry.status = .failed
      entry.endToEndDuration = milliseconds
      entry.failureTimestamp = time
      entry.failureMessage = failure.message
    }
  }

  mutating func restored(_ checkpoint: CompletedCheckpoint, at time: Int) {
    statistics.counts.restored += 1
    statistics.latest.restored = CheckpointStatistics.Restored(
      id: checkpoint.id, restoreTimestamp: time, isSavepoint: checkpoint.kind.isSavepoint,
      externalPath: checkpoint.path)
  }

  mutating func discarded(_ id: Int) {
    change(id) { $0.isDiscarded = true }
    if statistics.latest.completed?.id == id { statistics.latest.completed?.isDiscarded = true }
  }

  @discardableResult
  private mutating func change(
    _ id: Int, _ body: (inout CheckpointStatistics.Entry) -> Void
  ) -> CheckpointStatistics.Entry? {
    guard let index = statistics.history.firstIndex(where: { $0.id == id }) else { return nil }
    body(&statistics.history[index])
    return statistics.history[index]
  }
}
