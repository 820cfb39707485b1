public import StreamRecords
public import TaskRuntime

/// Keeps the records of one operator's subtask by key until the input has ended, and then hands them over, each key's in order of
/// event time: the sorted input of Flink's batch mode. Records of the same time stay as they came, those without come first.
@usableFromInline
final class SortedInput<Key: StreamKey, Record: StreamCodable> {
  @usableFromInline typealias Timed = TimestampedValue<Record>

  @usableFromInline static var stateName: String { "batch input" }

  @usableFromInline let state: TableState<Key, ListContents<Timed>>
  @usableFromInline let store: KeyedStateStore<Key>
  @usableFromInline let subtask: SubtaskContext
  /// Which of several records of the same time come first: those of a lower rank.
  @usableFromInline let rank: (Record) -> Int

  @inlinable init(_ context: OperatorContext, rank: @escaping (Record) -> Int = { _ in 0 }) throws {
    store = KeyedStateStore(context)
    state = TableState(name: Self.stateName, account: store.newAccount(), size: { $0.byteCount })
    subtask = context.subtask
    self.rank = rank
    try store.add(state)
  }

  @inlinable func take(_ batch: Batch<Record>, _ key: (Record) throws -> Key) throws {
    var index = 0
    try batch.consumeEach { record in
      let timestamp = batch.timestamps.map { $0[index] }
      index &+= 1
      let place = state.table.value(for: try key(record), default: ListContents())
      place.pointee.change(state.account, nil, touchedFrom: 0) { $0.append(Timed(record, timestamp: timestamp)) }
    }
    try store.endBatch()
  }

  /// Hands everything over.
  /// - Parameters:
  ///   - deliver: takes one key's records.
  ///   - end: is called behind each key.
  @inlinable func replay(_ deliver: ([Timed]) throws -> Void, end: () throws -> Void) throws {
    try state.table.forEach { _, contents in
      try subtask.throwIfCancelled()
      try deliver(sorted(contents.elements))
      try end()
    }
    // Removes the records, so that a job that resumes from a checkpoint after the end of its input does not emit them again.
    state.account.giveBack(contentBytes)
    state.table.removeAll()
  }

  @inlinable var contentBytes: Int {
    var bytes = 0
    state.table.forEach { _, contents in bytes += contents.byteCount }
    return bytes
  }

  @inlinable func sorted(_ records: [Timed]) -> [Timed] {
    let order = { (record: Timed) in (record.timestamp ?? .min, self.rank(record.value)) }
    guard zip(records, records.dropFirst()).contains(where: { order($0) > order($1) }) else { return records }
    let keys = records.indices.map { index in
      let (time, rank) = order(records[index])
      return (time, rank, index)
    }
    return keys.sorted { $0 < $1 }.map { records[$0.2] }
  }
}

/// Refuses what was kept of the input of a job in batch mode, in a job that runs in streaming mode.
@usableFromInline
final class FormerBatchInput<Key: StreamKey, Record: StreamCodable>: SnapshotState {
  @usableFromInline typealias Contents = ListContents<TimestampedValue<Record>>
  @usableFromInline let name = SortedInput<Key, Record>.stateName
  @usableFromInline let distribution = StateDistribution.keyed
  private let table = KeyedTable<Key, Contents>(minimumCapacity: 16)
  private let snapshots = TableSnapshots<Key, Contents>()

  @usableFromInline init() {}

  @usableFromInline func beginSnapshot(_ pieces: SnapshotPieces) {}

  @usableFromInline func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws {
    try snapshots.restore(table, from: &reader, owned: owned)
  }

  @usableFromInline func endRestore() throws { if table.count > 0 { throw BatchFailures.savedInBatchMode() } }
}
