import DreyModel
public import TaskRuntime

extension StreamExecutionEnvironment {
  /// The records of a ``StreamSource``; see there for how one is written.
  ///
  /// ```swift
  /// env.fromSource(SequenceSource(from: 1, to: 10), name: "Numbers").print()
  /// ```
  @inlinable public func fromSource<Source: StreamSource>(
    _ source: Source, name: String, parallelism: Int? = nil
  ) -> DataStream<Source.Record> {
    self.source(name, parallelism: parallelism) { context, out in
      let splits = try SplitShare.of(context, in: source.splits(parallelism: context.parallelism))
      // One after the other where each ends, so that one file is open at a time; else all in turns.
      let rounds = source.boundedness == .bounded ? splits.map { [$0] } : [splits]
      for round in rounds {
        var readers = try round.map { try source.reader(for: $0) }
        try SplitShare.read(&readers, context, &out)
      }
    }
  }
}

/// One subtask's splits.
@usableFromInline
enum SplitShare {
  @usableFromInline static func of<Split>(_ context: SubtaskContext, in splits: [[Split]]) throws -> [Split] {
    guard splits.count == context.parallelism else {
      throw Failure(
        .user, "'\(context.vertex.name)' deals its splits to \(splits.count) subtasks, it has \(context.parallelism)",
        advice: "splits(parallelism:) returns an array for every subtask, also where it is empty.")
    }
    return splits[context.index]
  }

  /// Reads all splits to their ends, a chunk of each in turn.
  @inlinable static func read<Reader: SplitReader>(
    _ readers: inout [Reader], _ context: SubtaskContext, _ out: inout Emitter<Reader.Record>
  ) throws {
    while !readers.isEmpty {
      for index in readers.indices.reversed() {
        let status = try readers[index].emitChunk(to: &out)
        try out.endBatch()
        try context.checkCancellation()
        if status == .endOfInput { readers.remove(at: index) }
      }
    }
  }
}
