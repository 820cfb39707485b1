public import StreamRecords

/// One named state of an operator's subtask, whatever it is made of: what snapshots see of it.
public protocol KeyedState: AnyObject {
  /// Unique in its operator.
  var name: String { get }
  /// The number of keys that have such a state.
  var entryCount: Int { get }
  /// Bytes that the state's table takes, and what it knows of beside that.
  var byteCount: Int { get }
  /// Bytes that could not be had, which means that the job has to fail; 0 where all is well.
  var refusedBytes: Int { get }

  /// Appends the number of entries as eight bytes, and then the entries of some key groups: key, value.
  func encode(keyGroups: Range<Int>, maxParallelism: Int, into writer: inout ByteWriter) throws

  /// Takes over what ``encode(keyGroups:maxParallelism:into:)`` wrote, beside what there is.
  func restore(from reader: inout ByteReader) throws

  /// Drops what has expired, in some of the table's places.
  func sweep(places: Int)
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
  /// The next place to look at for what has expired.
  @usableFromInline var place = 0

  @inlinable init(
    name: String, account: MemoryAccount, clock: TtlClock? = nil,
    expire: @escaping (UnsafeMutablePointer<Stored>, TtlClock, Int) -> Bool = { _, _, _ in false }
  ) {
    self.name = name
    self.account = account
    self.clock = clock
    self.expire = expire
    table = KeyedTable(account: account)
  }

  public var entryCount: Int { table.count }
  public var byteCount: Int { account.bytes }
  public var refusedBytes: Int { account.refused }

  @inlinable public func encode(keyGroups: Range<Int>, maxParallelism: Int, into writer: inout ByteWriter) throws {
    var count = 0
    table.forEach { key, _ in if isIn(keyGroups, maxParallelism, key) { count += 1 } }
    writer.integer(count)
    try table.forEach { key, value in
      guard isIn(keyGroups, maxParallelism, key) else { return }
      try Key.put(key, into: &writer)
      try Stored.put(value, into: &writer)
    }
  }

  @inlinable func isIn(_ keyGroups: Range<Int>, _ maxParallelism: Int, _ key: Key) -> Bool {
    keyGroups.contains(KeyGroups.group(ofHash: key.fastHash, maxParallelism: maxParallelism))
  }

  @inlinable public func restore(from reader: inout ByteReader) throws {
    let count = reader.integer(Int.self)
    var restored = 0
    while restored < count, !reader.failed {
      let key = try Key.get(from: &reader)
      let value = try Stored.get(from: &reader)
      restored += 1
      guard !reader.failed else { return }
      table.value(for: key, default: value).pointee = value
      if let contents = value as? any StateContents { account.follow(from: 0, to: contents.byteCount) }
    }
  }

  public func sweep(places: Int) {
    guard let clock, table.count > 0 else { return }
    let now = clock.now()
    place = table.sweep(from: place, count: places) { expire($0, clock, now) }
  }
}
