public import StreamRecords
public import TaskRuntime

/// What an operator's subtask keeps of a broadcast stream.
@usableFromInline
final class BroadcastMap<MapKey: StreamKey, Value: StreamCodable>: KeyedState {
  @usableFromInline let name: String
  /// A pointer, since a class's `var` costs an exclusivity check per access.
  @usableFromInline let entries: UnsafeMutablePointer<[MapKey: Value]>
  @usableFromInline let account: MemoryAccount
  /// The entries of a snapshot that are not written yet.
  private var unwritten: Dictionary<MapKey, Value>.Iterator?
  private var pieces: SnapshotPieces?
  private static var entriesPerPiece: Int { 256 }

  init(_ name: String, account: MemoryAccount) {
    // The operator may have a state with keys of the same name.
    self.name = "broadcast state \(name)"
    self.account = account
    entries = .allocate(capacity: 1)
    entries.initialize(to: [:])
  }

  deinit {
    entries.deinitialize(count: 1)
    entries.deallocate()
  }

  @inlinable func change(_ body: (inout [MapKey: Value]) -> Void) {
    let before = size
    body(&entries.pointee)
    account.follow(from: before, to: size)
  }

  /// A hash table is a quarter empty, about.
  @inlinable var size: Int { entries.pointee.capacity * (MemoryLayout<(MapKey, Value)>.stride * 4 / 3) }

  @usableFromInline var type: String? { "\(MapKey.self) -> \(Value.self)" }
  @usableFromInline var entryCount: Int { entries.pointee.count }
  @usableFromInline var byteCount: Int { account.bytes }
  @usableFromInline var refusedBytes: Int { account.refused }
  @usableFromInline var distribution: StateDistribution { .broadcast }

  /// The map is copied when it changes first, not here.
  @usableFromInline func beginSnapshot(_ pieces: SnapshotPieces) {
    unwritten = entries.pointee.makeIterator()
    self.pieces = pieces
  }

  @usableFromInline func continueSnapshot() throws -> Bool {
    let portion = SnapshotPortion()
    while let next = nextEntries() {
      try pieces?.append { try [KeyValue<MapKey, Value>].put(next, into: &$0) }
      if portion.isOver { return true }
    }
    endSnapshot()
    return false
  }

  private func nextEntries() -> [KeyValue<MapKey, Value>]? {
    var next: [KeyValue<MapKey, Value>] = []
    while next.count < Self.entriesPerPiece, let entry = unwritten?.next() {
      next.append(KeyValue(entry.key, entry.value))
    }
    return next.isEmpty ? nil : next
  }

  @usableFromInline func endSnapshot() { (unwritten, pieces) = (nil, nil) }

  @usableFromInline func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws {
    let restored = try [KeyValue<MapKey, Value>].get(from: &reader)
    guard !reader.failed else { return }
    change { for entry in restored { $0[entry.key] = entry.value } }
  }
}
