import TaskRuntime

@usableFromInline
enum SplitReading {
  /// Reads a subtask's share of a source to its end.
  @inlinable static func read<Source: StreamSource>(
    _ splits: SplitsState<Source>, _ timing: SplitTiming?, _ context: OperatorContext,
    _ out: inout Emitter<Source.Record>
  ) throws {
    let source = splits.source
    // A bounded source reads its splits one after the other, so that one file is open at a time; other sources read all in turns.
    let width = source.boundedness == .bounded ? 1 : Int.max
    let skipped = source.skippedLines
    let counter = try skipped.map { try context.subtask.getLongCounter($0.accumulator) }
    while try splits.openReaders(atMost: width) {
      try readRound(splits, timing, context.subtask, &out)
      if let skipped, let counter { counter.add(skipped.takeUntold()) }
    }
    timing?.end()
  }

  /// Reads a chunk of each split that is open, and does not wait for others.
  @inlinable static func readRound<Source: StreamSource>(
    _ splits: SplitsState<Source>, _ timing: SplitTiming?, _ context: SubtaskContext,
    _ out: inout Emitter<Source.Record>
  ) throws {
    try timing?.beginRound(readers: splits.readers.count)
    var hasRead = false
    for index in splits.readers.indices.reversed() {
      if let timing, !timing.begin(index) { continue }
      hasRead = true
      let status = try splits.readers[index].emitChunk(to: &out)
      try out.endBatch()
      if status == .endOfInput {
        splits.readers.remove(at: index)
        try timing?.close(index)
      }
      try context.checkCancellation()
    }
    guard !hasRead else { return }
    timing?.wait()
    try context.checkCancellation()
  }
}
