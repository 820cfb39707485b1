public import StreamRecords

/// One named state of an operator's subtask, whatever it is made of.
public protocol KeyedState: SnapshotState {
  /// The number of keys that have such a state.
  var entryCount: Int { get }
  /// Bytes that the state's table takes, and what it knows of beside that.
  var byteCount: Int { get }
  /// Bytes that could not be had, which means that the job has to fail; 0 where all is well.
  var refusedBytes: Int { get }

  /// Drops what has expired, in some of the table's places.
  func sweep(places: Int)
}

extension KeyedState {
  /// To the subtask that owns the key.
  public var distribution: StateDistribution { .keyed }
  /// Nothing expires.
  public func sweep(places: Int) {}
}

/// A state that is kept in a table: one value per key.
public final class TableState<Key: StreamKey, Stored: StreamCodable>: KeyedState {
  public let name: String
  /// The values.
  public let table: KeyedTable<Key, Stored>
  /// What counts the state's memory.
  public let account: MemoryAccount
  /// nil where nothing expires.
  @usableFromInline let clock: TtlClock?
  /// Drops what has expired of a value, and says whether that was all of it.
  @usableFromInline let expire: (UnsafeMutablePointer<Stored>, TtlClock, _ now: Int) -> Bool
  @usableFromInline let snapshots: TableSnapshots<Key, Stored>
  /// The next place to look at for what has expired.
  @usableFromInline var place = 0

  /// A state with a table of its own; to be added to a store.
  /// - Parameters:
  ///   - name: unique in its operator.
  ///   - account: counts the memory.
  ///   - clock: nil where nothing expires.
  ///   - size: bytes that a value takes beside its place in the table.
  ///   - expire: drops what has expired of a value, and says whether that was all of it.
  @inlinable public init(
    name: String, account: MemoryAccount, clock: TtlClock? = nil, size: ((Stored) -> Int)? = nil,
    expire: @escaping (UnsafeMutablePointer<Stored>, TtlClock, Int) -> Bool = { _, _, _ in false }
  ) {
    self.name = name
    self.account = account
    self.clock = clock
    self.expire = expire
    table = KeyedTable(account: account)
    snapshots = TableSnapshots(restored: { if let size { account.follow(from: 0, to: size($1.pointee)) } })
  }

  public var type: String? { "\(Key.self) -> \(Stored.self)" }
  public var entryCount: Int { table.count }
  public var byteCount: Int { account.bytes }
  public var refusedBytes: Int { account.refused }

  public func sweep(places: Int) {
    guard let clock, table.count > 0 else { return }
    let now = clock.now()
    place = table.sweep(from: place, count: places) { expire($0, clock, now) }
  }

  public func beginSnapshot(_ pieces: SnapshotPieces) throws { try snapshots.begin(table, pieces) }
  public func continueSnapshot() throws -> Bool { try snapshots.proceed(table, until: SnapshotPortion()) }
  public func endSnapshot() { table.endSnapshot() }
  public func confirmSnapshot() { table.confirmIncrement() }

  public func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws {
    try snapshots.restore(table, from: &reader, owned: owned)
  }
}
