public import DreyModel
public import StreamRecords

/// Timers of one operator's subtask in one kind of time; one per key and time, as in Flink.
public final class KeyedTimers<Key: StreamKey>: KeyedState {
  @usableFromInline
  struct Storage {
    /// Of what is registered, at least; what was deleted stays here until its time has come, or it has become too much.
    @usableFromInline var queue = TimerQueue<Key>()
    @usableFromInline var accountedCapacity = 0
    @inlinable init() {}
  }

  public let name: String
  /// What is registered.
  @usableFromInline let registered: KeyedTable<KeyValue<Key, Int>, Bool>
  @usableFromInline let storage: UnsafeMutablePointer<Storage>
  @usableFromInline let account: MemoryAccount
  @usableFromInline let snapshots: TableSnapshots<KeyValue<Key, Int>, Bool>

  /// Adds timers as a state of `store`.
  /// - Throws: ``Failure`` where there is a state of that name.
  @inlinable public init(_ name: String, in store: KeyedStateStore<Key>) throws(Failure) {
    self.name = name
    account = store.newAccount()
    registered = KeyedTable(minimumCapacity: 16, account: account)
    storage = .allocate(capacity: 1)
    storage.initialize(to: Storage())
    snapshots = TableSnapshots(
      isOwned: { $1.contains($0.key) },
      restored: { [storage] timer, _ in storage.pointee.queue.insert(timer.key, at: timer.value) })
    try store.add(self)
  }

  @inlinable deinit {
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  /// When the first timer is due, or earlier; `Int.max` where there is none.
  @inlinable public var nextTime: Int { storage.pointee.queue.nextTime }

  /// Registers a timer, unless there is one for this key and time.
  @inlinable public func register(_ key: Key, at time: Int) {
    let before = registered.count
    _ = registered.value(for: KeyValue(key, time), default: true)
    guard registered.count > before else { return }
    storage.pointee.queue.insert(key, at: time)
    countQueue()
  }

  /// Deletes the timer for this key and time, if there is one.
  @inlinable public func delete(_ key: Key, at time: Int) {
    registered.remove(KeyValue(key, time))
    if storage.pointee.queue.count > 2 * registered.count + 1024 { rebuild() }
  }

  /// Takes out the first timer if it is due at `time` or before.
  @inlinable public func popDue(at time: Int) -> (time: Int, key: Key)? {
    while let (due, key) = storage.pointee.queue.popDue(at: time) {
      let timer = KeyValue(key, due)
      if registered.find(timer) != nil {
        registered.remove(timer)
        return (due, key)
      }
    }
    return nil
  }

  @inlinable func countQueue() {
    let capacity = storage.pointee.queue.capacity
    guard capacity != storage.pointee.accountedCapacity else { return }
    let size = MemoryLayout<Key>.stride + 16
    account.follow(from: storage.pointee.accountedCapacity * size, to: capacity * size)
    storage.pointee.accountedCapacity = capacity
  }

  @inlinable func rebuild() {
    storage.pointee.queue.removeAll()
    registered.forEach { timer, _ in storage.pointee.queue.insert(timer.key, at: timer.value) }
    countQueue()
  }
}

extension KeyedTimers {
  public var type: String? { "timers of \(Key.self)" }
  public var entryCount: Int { registered.count }
  public var byteCount: Int { account.bytes }
  public var refusedBytes: Int { account.refused }

  public func beginSnapshot(_ pieces: SnapshotPieces) throws { try snapshots.begin(registered, pieces) }
  public func continueSnapshot() throws -> Bool { try snapshots.proceed(registered, until: SnapshotPortion()) }
  public func endSnapshot() { registered.endSnapshot() }
  public func confirmSnapshot() { registered.confirmIncrement() }

  public func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws {
    try snapshots.restore(registered, from: &reader, owned: owned)
  }

  public func endRestore() { countQueue() }
}
