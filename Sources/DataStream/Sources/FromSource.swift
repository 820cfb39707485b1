import DreyModel
public import StreamRecords
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
    operatorSource(name, parallelism: parallelism) { context, out in
      let splits = try SplitsState(source, context)
      // One after the other where each ends, so that one file is open at a time; else all in turns.
      let width = source.boundedness == .bounded ? 1 : Int.max
      let skipped = source.skippedLines
      let counter = try skipped.map { try context.subtask.getLongCounter($0.accumulator) }
      while try splits.openReaders(atMost: width) {
        try SplitReading.readRound(splits, context.subtask, &out)
        if let skipped, let counter { counter.add(skipped.takeUntold()) }
      }
    }
  }
}

/// The splits of one subtask of a source: those that are being read, and those that wait for it. They are a part of every
/// snapshot, and where a source goes on where another left off there are no others.
@usableFromInline
final class SplitsState<Source: StreamSource>: SnapshotState {
  public let name = "splits"
  public let distribution = StateDistribution.split
  @usableFromInline let source: Source
  @usableFromInline var readers: [Source.Reader] = []
  private var waiting: [Source.Split] = []

  @usableFromInline init(_ source: Source, _ context: OperatorContext) throws {
    self.source = source
    if !context.isRestored {
      waiting = try SplitReading.share(of: context.subtask, in: source.splits(parallelism: context.subtask.parallelism))
    }
    try context.register(self)
  }

  /// Opens readers for splits that wait, until there are `count`.
  /// - Returns: false where there is nothing left to read.
  @usableFromInline func openReaders(atMost count: Int) throws -> Bool {
    while readers.count < count, !waiting.isEmpty { readers.append(try source.reader(for: waiting.removeFirst())) }
    return !readers.isEmpty
  }

  @usableFromInline func beginSnapshot(_ pieces: SnapshotPieces) throws {
    for split in readers.compactMap(\.rest) + waiting { try pieces.append { try Source.Split.put(split, into: &$0) } }
  }

  @usableFromInline func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws {
    waiting.append(try Source.Split.get(from: &reader))
  }
}

@usableFromInline
enum SplitReading {
  static func share<Split>(of context: SubtaskContext, in splits: [[Split]]) throws -> [Split] {
    guard splits.count == context.parallelism else {
      throw Failure(
        .user, "'\(context.vertex.name)' deals its splits to \(splits.count) subtasks, it has \(context.parallelism)",
        advice: "splits(parallelism:) returns an array for every subtask, also where it is empty.")
    }
    return splits[context.index]
  }

  /// Reads a chunk of each split that is open.
  @inlinable static func readRound<Source: StreamSource>(
    _ splits: SplitsState<Source>, _ context: SubtaskContext, _ out: inout Emitter<Source.Record>
  ) throws {
    for index in splits.readers.indices.reversed() {
      let status = try splits.readers[index].emitChunk(to: &out)
      try out.endBatch()
      if status == .endOfInput { splits.readers.remove(at: index) }
      try context.checkCancellation()
    }
  }
}
