public import TaskRuntime

extension DataStream {
  /// Writes to a ``TwoPhaseCommitSink``; see there for how one is written.
  ///
  /// ```swift
  /// lines.sinkTo(FileSink("/data/out") { line, bytes in bytes.text(line) }, name: "Lines")
  /// ```
  /// As in Flink the sink becomes two operators, a writer and a committer; the committer has one subtask. A job that fails
  /// before all writers have come to their end commits nothing.
  @discardableResult @inlinable public func sinkTo<Sink: TwoPhaseCommitSink>(
    _ sink: Sink, name: String
  ) -> DataStreamSink where Sink.Record == Record {
    let committables = transform("Sink: \(name)") { context, next in
      Committing.output(try sink.writer(context), next)
    }
    committables.sink("\(name) Committer") { _ in Committing.committer(sink) }.setParallelism(1)
    return DataStreamSink(node: committables.inputs[0].node)
  }
}

@usableFromInline
enum Committing {
  @inlinable static func output<Writer: CommittingWriter>(
    _ writer: Writer, _ next: Output<Writer.Committable>
  ) -> Output<Writer.Record> {
    let guarded = GuardedWriter(writer)
    let cell = EmitterCell(next)
    return Output(
      batch: { batch in
        let writer = guarded.writer
        try batch.consumeEach { try writer.write($0) }
      },
      signal: { signal in
        if signal == .endOfInput {
          for committable in try guarded.writer.prepareCommit() { cell.emitter.pointee.emit(committable) }
          try cell.emitter.pointee.endBatch()
        }
        try next.signal(signal)
        if signal == .endOfInput { guarded.isHandedOver = true }
      })
  }

  @inlinable static func committer<Sink: TwoPhaseCommitSink>(_ sink: Sink) -> Output<Sink.Committable> {
    let pending = PendingCommits(sink)
    return Output(
      batch: { batch in batch.consumeEach { pending.committables.append($0) } },
      signal: { signal in if signal == .endOfInput { try pending.commit() } })
  }
}

/// Aborts its writer where the subtask ends before the committer knows of all that was prepared.
@usableFromInline
final class GuardedWriter<Writer: CommittingWriter> {
  @usableFromInline let writer: Writer
  @usableFromInline var isHandedOver = false

  @usableFromInline init(_ writer: Writer) { self.writer = writer }

  deinit { if !isHandedOver { writer.abort() } }
}

/// What writers have prepared. Aborts it where the subtask ends before the end of all input.
@usableFromInline
final class PendingCommits<Sink: TwoPhaseCommitSink> {
  private let sink: Sink
  @usableFromInline var committables: [Sink.Committable] = []
  private var isCommitted = false

  @usableFromInline init(_ sink: Sink) { self.sink = sink }

  deinit { if !isCommitted { sink.abort(committables) } }

  @usableFromInline func commit() throws {
    while let committable = committables.first {
      try sink.commit(committable)
      committables.removeFirst()
    }
    isCommitted = true
  }
}
