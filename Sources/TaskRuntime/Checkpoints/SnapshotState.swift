public import StreamRecords

/// Which subtasks a state's pieces go to where it is restored.
public enum StateDistribution: UInt8, Sendable {
  /// Those that own the keys: every subtask is shown the pieces of all that shared its key groups, and takes what is its own.
  case keyed = 1
  /// One after the other, so that each piece comes to one subtask.
  case split = 2
  /// All of them.
  case union = 3
  /// All have the same; each is shown what one of them wrote.
  case broadcast = 4
  /// The one that wrote it. Where there is any, the parallelism cannot change.
  case own = 5
}

/// The key groups of a subtask.
public struct OwnedKeyGroups: Sendable, Equatable {
  @usableFromInline let groups: Range<Int>
  @usableFromInline let maxParallelism: Int

  /// The groups that subtask `index` of `parallelism` owns.
  public init(index: Int, parallelism: Int, maxParallelism: Int) {
    self.maxParallelism = max(1, maxParallelism)
    // The inverse of KeyGroups.subtask(ofGroup:), as in Flink.
    let border = { (subtask: Int) in (subtask * max(1, maxParallelism) + parallelism - 1) / max(1, parallelism) }
    groups = border(index)..<max(border(index), border(index + 1))
  }

  /// Whether both have a group in common.
  func overlaps(_ other: OwnedKeyGroups) -> Bool { groups.overlaps(other.groups) }

  /// Whether the subtask owns a key.
  @inlinable public func contains(_ key: some StreamKey) -> Bool {
    groups.contains(KeyGroups.group(ofHash: key.fastHash, maxParallelism: maxParallelism))
  }
}

/// A state of an operator's subtask that becomes part of snapshots, whatever it is made of. Belongs to the subtask's thread.
///
/// A snapshot shows the state as it was at ``beginSnapshot(_:)``. Small states write all of it then; large ones write a
/// portion with each ``continueSnapshot()``, and in between, before they change what is not written yet, write that first.
public protocol SnapshotState: AnyObject {
  /// Unique in its operator; by it the state is found again.
  var name: String { get }
  /// Where its pieces go.
  var distribution: StateDistribution { get }
  /// The types of its keys and values, as snapshots note them: a state of another type does not take them over. nil where
  /// nothing is lost if nobody takes it over.
  var type: String? { get }

  /// Fences the state: what changes from now on is not in the snapshot.
  /// - Parameter pieces: takes what is written until the snapshot has ended.
  func beginSnapshot(_ pieces: SnapshotPieces) throws

  /// Writes the next portion, about a millisecond's work.
  /// - Returns: false when nothing is left.
  func continueSnapshot() throws -> Bool

  /// The snapshot is given up, or has ended: nothing more is written.
  func endSnapshot()

  /// The last snapshot that was begun with pieces for increments is part of a complete checkpoint: the next may build on it.
  func confirmSnapshot()

  /// Takes in one piece of what such a state wrote, beside what there is already.
  /// - Parameters:
  ///   - reader: holds the piece, and has to be read to its end.
  ///   - owned: what of keyed state belongs to this subtask; the rest is passed over.
  func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws

  /// All pieces have been taken in.
  func endRestore() throws
}

extension SnapshotState {
  /// Nothing is noted.
  public var type: String? { nil }
  /// Nothing is left.
  public func continueSnapshot() throws -> Bool { false }
  /// Nothing to do.
  public func endSnapshot() {}
  /// Nothing builds on another.
  public func confirmSnapshot() {}
  /// Nothing to do.
  public func endRestore() throws {}
}

/// Gathers what one state writes into a snapshot, as pieces that each stand for themselves.
public final class SnapshotPieces {
  /// Bytes that are gathered before they are handed on.
  private static let chunkSize = 256 << 10

  /// What states that can be written in parts are to write.
  public let extent: SnapshotExtent
  /// Whether there are pieces of blocks, so that later snapshots can build on this one.
  @usableFromInline private(set) var hasBlocks = false
  /// Pieces so far.
  @usableFromInline private(set) var count = 0
  @usableFromInline var bytes = ByteWriter()
  private let emit: (UnsafeRawBufferPointer) throws -> Void

  /// - Parameter emit: takes whole pieces, one or several.
  public init(_ extent: SnapshotExtent = .whole, _ emit: @escaping (UnsafeRawBufferPointer) throws -> Void) {
    self.extent = extent
    self.emit = emit
  }

  /// Appends one piece, with its length before it; one that cannot be written leaves nothing.
  @inlinable public func append(_ write: (inout ByteWriter) throws -> Void) throws {
    try append(mark: 0, write)
  }

  /// Appends what a block holds, instead of what earlier snapshots show of it.
  @inlinable public func append(_ block: SnapshotBlock, _ write: (inout ByteWriter) throws -> Void) throws {
    noteBlock()
    try append(mark: SnapshotBlock.mark) { writer in
      block.put(into: &writer)
      try write(&writer)
    }
  }

  @usableFromInline func noteBlock() { hasBlocks = true }

  @usableFromInline func notePiece() { count += 1 }

  @inlinable func append(mark: UInt32, _ write: (inout ByteWriter) throws -> Void) throws {
    let start = bytes.count
    bytes.integer(UInt32(0))
    do { try write(&bytes) } catch {
      bytes.truncate(to: start)
      throw error
    }
    notePiece()
    bytes.overwrite(at: start, with: UInt32(truncatingIfNeeded: bytes.count - start - 4) | mark)
    try drainIfFull()
  }

  /// Calls `body` with each piece of a run of pieces, and the block that it is of, until one of them, or the run itself, turns
  /// out to be malformed: the reader has failed then.
  static func forEach(
    in reader: inout ByteReader, _ body: (inout ByteReader, SnapshotBlock?) throws -> Void
  ) rethrows {
    while reader.remaining > 0 {
      let head = reader.integer(UInt32.self)
      var piece = ByteReader(reader.bytes(Int(head & ~SnapshotBlock.mark)))
      guard !reader.failed else { return }
      let block = head & SnapshotBlock.mark == 0 ? nil : SnapshotBlock.get(from: &piece)
      if !piece.failed { try body(&piece, block) }
      if piece.failed { reader.fail() }
    }
  }

  @usableFromInline func drainIfFull() throws { if bytes.count >= Self.chunkSize { try drain() } }

  /// Hands on what is left.
  func drain() throws {
    guard bytes.count > 0 else { return }
    try bytes.withBytes { try emit($0) }
    bytes.truncate(to: 0)
  }
}
