import DreyModel
import StreamRecords
import TaskRuntime

/// The splits of one subtask of a source: those that are being read, and those that wait for it. They are a part of every
/// snapshot, and where a source goes on where another left off there are no others.
@usableFromInline
final class SplitsState<Source: StreamSource>: SnapshotState {
  public let name = StateSummary.splits
  public let distribution = StateDistribution.split
  public var type: String? { "\(Source.Split.self)" }
  @usableFromInline let source: Source
  @usableFromInline var readers: [Source.Reader] = []
  private var waiting: [Source.Split] = []
  /// How many of ``waiting`` have been begun.
  private var begun = 0

  @usableFromInline init(_ source: Source, _ context: OperatorContext) throws {
    self.source = source
    if !context.isRestored { waiting = try SplitCoding.decode(context.subtask.splits, of: context.name) }
    try context.register(self)
  }

  /// Opens readers for splits that wait, until there are `count`.
  /// - Returns: false where there is nothing left to read.
  @usableFromInline func openReaders(atMost count: Int) throws -> Bool {
    while readers.count < count, begun < waiting.count {
      readers.append(try source.reader(for: waiting[begun]))
      begun += 1
    }
    return !readers.isEmpty
  }

  @usableFromInline func beginSnapshot(_ pieces: SnapshotPieces) throws {
    for split in readers.compactMap(\.rest) + waiting[begun...] {
      try pieces.append { try Source.Split.put(split, into: &$0) }
    }
  }

  @usableFromInline func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws {
    waiting.append(try Source.Split.get(from: &reader))
  }
}
