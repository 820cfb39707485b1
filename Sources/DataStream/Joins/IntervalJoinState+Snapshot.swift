public import StreamRecords
public import TaskRuntime

extension IntervalJoinState: KeyedState {
  @usableFromInline var name: String { "records" }
  @usableFromInline var type: String? { "\(Key.self) -> \(First.self), \(Second.self)" }
  @usableFromInline var entryCount: Int { buffers.count }
  @usableFromInline var byteCount: Int { account.bytes }
  @usableFromInline var refusedBytes: Int { account.refused }

  @usableFromInline func beginSnapshot(_ pieces: SnapshotPieces) throws { try snapshots.begin(buffers, pieces) }
  @usableFromInline func continueSnapshot() throws -> Bool {
    try snapshots.proceed(buffers, until: SnapshotPortion())
  }
  @usableFromInline func endSnapshot() { buffers.endSnapshot() }
  @usableFromInline func confirmSnapshot() { buffers.confirmIncrement() }

  @usableFromInline func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws {
    try snapshots.restore(buffers, from: &reader, owned: owned)
  }

  /// What else is known follows from the buffers.
  @usableFromInline func endRestore() {
    buffers.forEach { key, buffers in if let time = buffers.cleanupTime { timers.insert(key, at: time) } }
  }
}

extension IntervalJoinState.Buffers: StreamCodable {
  /// Both buffers and when they are looked at next.
  @usableFromInline static func put(_ buffers: Self, into writer: inout ByteWriter) throws {
    try TimedBuffer.put(buffers.first, into: &writer)
    try TimedBuffer.put(buffers.second, into: &writer)
    try Int?.put(buffers.cleanupTime, into: &writer)
  }

  /// Reads back what ``put(_:into:)`` wrote.
  @usableFromInline static func get(from reader: inout ByteReader) throws -> Self {
    var buffers = Self()
    buffers.first = try .get(from: &reader)
    buffers.second = try .get(from: &reader)
    buffers.cleanupTime = try .get(from: &reader)
    return buffers
  }
}
