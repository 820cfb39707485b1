public import StreamRecords
public import TaskRuntime

extension WindowState: KeyedState {
  @usableFromInline var type: String? { "windows of \(Key.self) -> \(Kept.self), \(TriggerState.self)" }
  @usableFromInline var entryCount: Int { entries.count }
  @usableFromInline var byteCount: Int { account.bytes }
  @usableFromInline var refusedBytes: Int { account.refused }

  @usableFromInline func beginSnapshot(_ pieces: SnapshotPieces) throws { try snapshots.begin(entries, pieces) }
  @usableFromInline func continueSnapshot() throws -> Bool {
    try snapshots.proceed(entries, until: SnapshotPortion())
  }
  @usableFromInline func endSnapshot() { entries.endSnapshot() }
  @usableFromInline func confirmSnapshot() { entries.confirmIncrement() }

  @usableFromInline func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws {
    try snapshots.restore(entries, from: &reader, owned: owned)
  }

  /// What else is known follows from the entries.
  @usableFromInline func endRestore() {
    entries.forEach { id, entry in
      for time in entry.timers.event { eventTimers.insert(id, at: time) }
      for time in entry.timers.processing { processingTimers.insert(id, at: time) }
      if isMerging { windows.value(for: id.key, default: []).pointee.append(id.value) }
    }
  }
}

extension WindowState.Entry: StreamCodable {
  /// What is kept, the trigger's state, the timers.
  @inlinable static func put(_ entry: Self, into writer: inout ByteWriter) throws {
    try Kept?.put(entry.kept, into: &writer)
    try TriggerState.put(entry.trigger, into: &writer)
    try [Int].put(entry.timers.event, into: &writer)
    try [Int].put(entry.timers.processing, into: &writer)
  }

  /// Reads back what ``put(_:into:)`` wrote.
  @inlinable static func get(from reader: inout ByteReader) throws -> Self {
    let kept = try Kept?.get(from: &reader)
    var entry = Self(trigger: try TriggerState.get(from: &reader))
    entry.kept = kept
    entry.timers.event = try [Int].get(from: &reader)
    entry.timers.processing = try [Int].get(from: &reader)
    return entry
  }
}
