import DreyModel
public import StreamRecords
public import TaskRuntime

/// What writers have prepared, until it is committed: with checkpoints when the one is complete in front of whose barrier it
/// came, without them at the end of all input.
@usableFromInline
final class PendingCommits<Sink: TwoPhaseCommitSink>: SnapshotState {
  @usableFromInline let name = StateSummary.committables
  @usableFromInline var type: String? { "\(Sink.Committable.self)" }
  @usableFromInline let distribution = StateDistribution.split
  private let sink: Sink
  private let checkpoints: SubtaskCheckpoints
  /// Since the last barrier.
  private var gathered: [Sink.Committable] = []
  /// By checkpoint.
  private var fenced: [(checkpointID: Int, committables: [Sink.Committable])] = []
  private var isCommitted = false

  @usableFromInline init(_ sink: Sink, _ context: OperatorContext) throws {
    self.sink = try sink.forCommitter(context)
    checkpoints = context.subtask.checkpoints
    try context.register(self)
    checkpoints.onCompletion { [unowned self] id in try commit(upTo: id) }
  }

  deinit {
    // What belongs to a checkpoint is committed by the attempt that goes on from there.
    if !isCommitted, !checkpoints.isEnabled { sink.abort(gathered) }
  }

  @usableFromInline func add(_ committable: Sink.Committable) { gathered.append(committable) }

  /// What came so far belongs to a checkpoint.
  @usableFromInline func fence(_ checkpointID: Int) {
    guard !gathered.isEmpty else { return }
    fenced.append((checkpointID, gathered))
    gathered = []
  }

  /// No more will come.
  @usableFromInline func end() throws {
    if checkpoints.isEnabled {
      if !gathered.isEmpty || !fenced.isEmpty { try commitWithCheckpoint() }
    } else {
      try commitGathered()
    }
    isCommitted = true
    // What attempts that failed have prepared and nobody will commit.
    if checkpoints.isEnabled { sink.abort([]) }
  }

  private func commitWithCheckpoint() throws {
    // Whatever is gathered belongs to the next checkpoint, whichever that is.
    fenced.append((0, gathered))
    gathered = []
    try checkpoints.awaitFinalCheckpoint()
  }

  private func commitGathered() throws {
    while let committable = gathered.first {
      try sink.commit(committable)
      gathered.removeFirst()
    }
  }

  private func commit(upTo id: Int) throws {
    while let first = fenced.first, first.checkpointID <= id {
      for committable in first.committables { try sink.commit(committable) }
      fenced.removeFirst()
    }
  }

  @usableFromInline func beginSnapshot(_ pieces: SnapshotPieces) throws {
    for committable in fenced.flatMap(\.committables) + gathered {
      try pieces.append { try Sink.Committable.put(committable, into: &$0) }
    }
  }

  @usableFromInline func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws {
    gathered.append(try Sink.Committable.get(from: &reader))
  }

  /// What was in a checkpoint that was completed is to be seen, also where it was committed before.
  @usableFromInline func endRestore() throws { try commitGathered() }
}
