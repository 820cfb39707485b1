import Glibc
public import StreamRecords

/// What snapshots do with a table, in closures that are compiled for its keys and values.
public struct TableSnapshots<Key: StreamKey, Value: StreamCodable> {
  @usableFromInline typealias Table = KeyedTable<Key, Value>

  @usableFromInline let write: (Table.Block, inout ByteWriter) throws -> Void
  @usableFromInline let proceed: (Table, _ blocks: Int) throws -> Bool
  @usableFromInline let read: (inout ByteReader, OwnedKeyGroups, Table) throws -> Void

  /// - Parameters:
  ///   - isOwned: whether a key belongs to a subtask.
  ///   - restored: is told of every value that was read back, where it is now.
  @inlinable public init(
    isOwned: @escaping (Key, OwnedKeyGroups) -> Bool = { $1.contains($0) },
    restored: @escaping (Key, UnsafeMutablePointer<Value>) -> Void = { _, _ in }
  ) {
    write = { try $0.put(into: &$1) }
    proceed = { try $0.continueSnapshot(blocks: $1) }
    read = { reader, owned, table in try table.restore(from: &reader, where: { isOwned($0, owned) }, restored) }
  }

  /// Begins a snapshot: each of the table's blocks becomes a piece, in front of which comes the number of keys. Where others
  /// may build on it, or it builds on another, only those blocks may be written that have changed.
  /// - Parameter head: writes what each piece begins with.
  public func begin(
    _ table: KeyedTable<Key, Value>, _ pieces: SnapshotPieces,
    head: @escaping (inout ByteWriter) -> Void = { _ in }
  ) throws {
    guard pieces.extent == .whole else { return try beginIncrement(table, pieces, head: head) }
    if table.isLarge {
      try pieces.append { writer in
        head(&writer)
        table.putCount(into: &writer)
      }
    }
    table.beginSnapshot { [write] block in
      try pieces.append { writer in
        head(&writer)
        try write(block, &writer)
      }
    }
  }

  private func beginIncrement(
    _ table: KeyedTable<Key, Value>, _ pieces: SnapshotPieces, head: @escaping (inout ByteWriter) -> Void
  ) throws {
    let chain = table.noteChanges()
    try pieces.append(SnapshotBlock(chain: chain, number: SnapshotBlock.wholeTable)) { writer in
      head(&writer)
      table.putCount(into: &writer)
    }
    table.beginIncrement(changesOnly: pieces.extent == .changes) { [write] block in
      try pieces.append(SnapshotBlock(chain: chain, number: UInt32(truncatingIfNeeded: block.number))) { writer in
        head(&writer)
        try write(block, &writer)
      }
    }
  }

  /// Writes on until all is written, or the time is over.
  /// - Returns: whether something is left.
  public func proceed(_ table: KeyedTable<Key, Value>, until end: SnapshotPortion) throws -> Bool {
    while try proceed(table, 16) { if end.isOver { return true } }
    return false
  }

  /// Takes in a piece, behind its head.
  public func restore(
    _ table: KeyedTable<Key, Value>, from reader: inout ByteReader, owned: OwnedKeyGroups
  ) throws { try read(&reader, owned, table) }
}

/// How long a subtask goes on writing a snapshot before it looks after its records again.
public struct SnapshotPortion {
  private let end = Self.now + 1_000_000

  /// A millisecond from now on.
  public init() {}

  /// Whether the time has passed.
  public var isOver: Bool { Self.now >= end }

  /// Nanoseconds of the monotonic clock.
  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
