public import TaskRuntime

extension DataStream {
  /// Writes to a ``TwoPhaseCommitSink``; see there for how one is written.
  ///
  /// ```swift
  /// lines.sinkTo(FileSink("/data/out") { line, bytes in bytes.text(line) }, name: "Lines")
  /// ```
  /// As in Flink the sink becomes two operators, a writer and a committer; the committer has one subtask. Without checkpoints
  /// a job that fails before all writers have come to their end commits nothing. With them, what was written before a
  /// checkpoint is committed when that is complete, and after a failure what was written behind it is written anew.
  @discardableResult @inlinable public func sinkTo<Sink: TwoPhaseCommitSink>(
    _ sink: Sink, name: String
  ) -> DataStreamSink where Sink.Record == Record {
    let committables = transform("Sink: \(name)") { context, next in
      try Committing.output(try sink.writer(context), context, next)
    }
    let committer = committables.sink("\(name) Committer") { context in try Committing.committer(sink, context) }
    // It waits for a checkpoint at its end, and nothing that the checkpoint needs may wait for it.
    committer.setParallelism(1).disableChaining()
    return committables.sink(committedBy: committer, of: sink)
  }
}

@usableFromInline
enum Committing {
  @inlinable static func output<Writer: CommittingWriter>(
    _ writer: Writer, _ context: OperatorContext, _ next: Output<Writer.Committable>
  ) throws -> Output<Writer.Record> {
    let guarded = GuardedWriter(writer, isRecoverable: context.subtask.checkpoints.isEnabled)
    let cell = EmitterCell(next)
    try register(writer, context)
    return Output(
      batch: { batch in
        let writer = guarded.writer
        try batch.consumeEach { try writer.write($0) }
      },
      signal: { signal in
        switch signal {
        case .endOfInput, .barrier:
          for committable in try guarded.writer.prepareCommit() { cell.emitter.pointee.emit(committable) }
          try cell.emitter.pointee.endBatch()
        default: break
        }
        try next.signal(signal)
        if signal == .endOfInput { guarded.isHandedOver = true }
      })
  }

  @usableFromInline static func register(_ writer: any CommittingWriter, _ context: OperatorContext) throws {
    func register<Writer: StatefulCommittingWriter>(_ writer: Writer) throws {
      try context.register(WriterState(writer))
    }
    if let writer = writer as? any StatefulCommittingWriter { try register(writer) }
  }

  @inlinable static func committer<Sink: TwoPhaseCommitSink>(
    _ sink: Sink, _ context: OperatorContext
  ) throws -> Output<Sink.Committable> {
    let pending = try PendingCommits(sink, context)
    return Output(
      batch: { batch in batch.consumeEach { pending.add($0) } },
      signal: { signal in
        if case .barrier(let barrier) = signal { pending.fence(barrier.trigger.id) }
        if signal == .endOfInput { try pending.end() }
      })
  }
}

/// Aborts its writer where the subtask ends before the committer knows of all that was prepared.
@usableFromInline
final class GuardedWriter<Writer: CommittingWriter> {
  @usableFromInline let writer: Writer
  @usableFromInline var isHandedOver = false
  /// Whether what was prepared may belong to a checkpoint, from which the job goes on.
  private let isRecoverable: Bool

  @usableFromInline init(_ writer: Writer, isRecoverable: Bool) {
    self.writer = writer
    self.isRecoverable = isRecoverable
  }

  deinit { if !isHandedOver, !isRecoverable { writer.abort() } }
}

/// What a ``StatefulCommittingWriter`` keeps, as a state.
final class WriterState<Writer: StatefulCommittingWriter>: SnapshotState {
  let name = "writer"
  // A writer may get what any of those had that were there before.
  let distribution = StateDistribution.union
  var type: String? { "\(Writer.State.self)" }
  private let writer: Writer
  private var restored: [Writer.State] = []

  init(_ writer: Writer) { self.writer = writer }

  func beginSnapshot(_ pieces: SnapshotPieces) throws {
    try pieces.append { try Writer.State.put(writer.state, into: &$0) }
  }

  func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws {
    restored.append(try Writer.State.get(from: &reader))
  }

  func endRestore() throws { try writer.restore(restored) }
}
