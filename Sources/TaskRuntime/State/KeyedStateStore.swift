public import DreyModel
public import StreamRecords

/// Whose state it is, for messages.
public struct StateOwner: Sendable {
  let operatorName: String
  let index: Int
  let parallelism: Int

  /// The operator's subtask `index`, which counts from 0, of `parallelism`.
  public init(operatorName: String, index: Int, parallelism: Int) {
    self.operatorName = operatorName
    self.index = index
    self.parallelism = parallelism
  }

  var place: String { "'\(operatorName)' subtask \(index + 1)/\(parallelism)" }
}

/// The keyed state of one operator's subtask: one table per state, and the key that is current.
///
/// State that was declared once has its table from then on. Everything belongs to the subtask's thread.
public final class KeyedStateStore<Key: StreamKey> {
  /// The key that state is addressed by.
  public let current: CurrentKey<Key>
  /// Milliseconds since 1970 began (UTC), by the machine's time.
  public let now: () -> Int
  /// In the order in which they were declared.
  public private(set) var states: [any KeyedState] = []
  private let guardian: StateGuardian
  private let register: (any SnapshotState) throws -> Void

  /// - Parameters:
  ///   - pool: what tables take their memory of.
  ///   - register: makes a state part of snapshots, after it has taken in what was left of it.
  ///   - now: milliseconds since 1970 began (UTC), by the machine's time.
  public init(
    _ owner: StateOwner, pool: MemoryPool = StateMemory.pool,
    register: @escaping (any SnapshotState) throws -> Void = { _ in }, now: @escaping () -> Int
  ) {
    current = CurrentKey()
    guardian = StateGuardian(owner: owner, pool: pool)
    self.register = register
    self.now = now
  }

  /// A new state's table, for operators that look their keys up themselves.
  /// - Throws: ``Failure`` where there is a state of that name.
  @inlinable public func table<Value: StreamCodable>(
    _ name: String, of type: Value.Type = Value.self
  ) throws(Failure) -> KeyedTable<Key, Value> {
    let state = TableState<Key, Value>(name: name, account: newAccount())
    try add(state)
    return state.table
  }

  /// Counts memory that state takes.
  public func newAccount() -> MemoryAccount { MemoryAccount(guardian.pool) }

  /// Adds a state of any kind, which takes in what an earlier attempt of the job left of it.
  /// - Throws: ``Failure`` where there is a state of that name, or what was left of it cannot be read.
  public func add(_ state: any KeyedState) throws(Failure) {
    guard !states.contains(where: { $0.name == state.name }) else {
      throw Failure(
        .user, "\(guardian.owner.place) declares the state '\(state.name)' twice",
        advice: "Give every state of an operator a name of its own, and declare it once.", isPermanent: true)
    }
    states.append(state)
    do { try register(state) } catch { throw error as? Failure ?? guardian.unreadable(state.name, error) }
  }

  /// What state that expires goes by.
  public func clock(_ ttl: StateTtlConfig?) -> TtlClock? { ttl.map { TtlClock($0, now: now) } }

  /// To be called after each batch of records, timers or other calls of functions that use state.
  ///
  /// Tables cannot throw; what went wrong with them comes out here.
  /// - Throws: ``Failure`` where state takes more memory than there is, or was used without a key.
  public func endBatch() throws(Failure) {
    if current.wasMissed.pointee { throw guardian.missingKey() }
    try guardian.endBatch(states)
  }
}
