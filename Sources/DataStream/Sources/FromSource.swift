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
    operatorSource(name, parallelism: parallelism, source.boundedness) { context, out in
      try SplitReading.read(source, nil, context, &out)
    }
  }

  /// The records of a ``StreamSource`` with event times, and watermarks that know its splits: each split has its own, and the
  /// subtask's is the lowest of those that are open. So a split that is read behind another one does not make late records.
  ///
  /// ```swift
  /// let strategy = WatermarkStrategy<Int>.forMonotonousTimestamps { $0 * 1000 }
  ///   .withWatermarkAlignment("numbers", maxAllowedWatermarkDrift: .seconds(20))
  /// env.fromSource(SequenceSource(from: 1, to: 10), watermarkStrategy: strategy, name: "Numbers")
  ///   .keyBy { $0 % 2 }.window(.tumbling(.seconds(5))).count().print()
  /// ```
  /// A split that is idle holds nobody back, nor does one that has ended. Splits of a bounded source are read one after the
  /// other: as in Flink, those that wait to be read hold nothing back, so a later one that begins before an earlier one ends
  /// has late records, unless the strategy's bound covers that.
  @inlinable @inline(__always) public func fromSource<Source: StreamSource>(
    _ source: Source, watermarkStrategy: WatermarkStrategy<Source.Record>, name: String, parallelism: Int? = nil
  ) -> DataStream<Source.Record> {
    if let punctuation = watermarkStrategy.punctuation {
      let timestamp = watermarkStrategy.timestamp
      return timedSource(source, watermarkStrategy, name, parallelism) { next, timing in
        DataStream<Source.Record>.assigner(timestamp, punctuation, into: next, timing)
      }
    }
    let assign = DataStream<Source.Record>.timing(watermarkStrategy.timestamp)
    return timedSource(source, watermarkStrategy, name, parallelism) { next, timing in
      DataStream<Source.Record>.assigner(assign, into: next, timing)
    }
  }

  /// - Parameter assigner: gives records their times in front of an output.
  @inlinable func timedSource<Source: StreamSource>(
    _ source: Source, _ strategy: WatermarkStrategy<Source.Record>, _ name: String, _ parallelism: Int?,
    _ assigner: @escaping @Sendable (Output<Source.Record>, SplitTiming) -> Output<Source.Record>
  ) -> DataStream<Source.Record> {
    let (outOfOrderness, idleness, alignment) = (strategy.outOfOrderness, strategy.idleness, strategy.alignment)
    return preparedSource(name, parallelism: parallelism, source.boundedness) { context, output in
      let timing = SplitTiming(
        outOfOrderness: outOfOrderness, idleness: idleness, alignment: alignment, context: context, next: output.signal)
      return PreparedSource(output: assigner(output, timing)) { out in
        try SplitReading.read(source, timing, context, &out)
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

  /// Reads a subtask's share of a source to its end.
  @inlinable static func read<Source: StreamSource>(
    _ source: Source, _ timing: SplitTiming?, _ context: OperatorContext, _ out: inout Emitter<Source.Record>
  ) throws {
    let splits = try SplitsState(source, context)
    // One after the other where each ends, so that one file is open at a time; else all in turns.
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
