public import DreyModel
public import StreamRecords

extension KeyedStateStore {
  /// A new state with one value per key, which expires as a whole.
  /// - Parameter initial: the value of a key whose state is changed before it was set.
  /// - Throws: ``Failure`` where there is a state of that name.
  @inlinable public func cell<Value: StreamCodable>(
    _ name: String, ttl: StateTtlConfig?, initial: @escaping () -> Value
  ) throws(Failure) -> StateCellBox<Value> {
    if let clock = clock(ttl) { return try expiringCell(name, clock, initial: initial) }
    return try cell(TableState<Key, Value>(name: name, account: newAccount()), initial: initial)
  }

  @inlinable func cell<Value: StreamCodable>(
    _ state: TableState<Key, Value>, initial: @escaping () -> Value
  ) throws(Failure) -> StateCellBox<Value> {
    try add(state)
    let (table, current) = (state.table, self.current)
    let spare = Spare<Value>()
    let cell = StateCell(
      currentEpoch: current.epoch, remembers: true,
      find: { current.isSet ? table.find(current.memory.pointee) : nil },
      make: {
        current.isSet ? table.value(for: current.memory.pointee, default: initial()) : spare.place(initial())
      },
      remove: { if current.isSet { table.remove(current.memory.pointee) } })
    return StateCellBox(cell, account: state.account)
  }

  @inlinable func expiringCell<Value: StreamCodable>(
    _ name: String, _ clock: TtlClock, initial: @escaping () -> Value
  ) throws(Failure) -> StateCellBox<Value> {
    let account = newAccount()
    let state = TableState<Key, Timed<Value>>(
      name: name, account: account, clock: clock, expire: { $1.isExpired($0.pointee.touched, at: $2) })
    try add(state)
    let (table, current) = (state.table, self.current)
    let spare = Spare<Timed<Value>>()
    let cell = StateCell(
      currentEpoch: current.epoch, remembers: false,
      find: { current.isSet ? Timed.find(current.memory.pointee, in: table, clock) : nil },
      make: {
        guard current.isSet else { return Timed.value(spare.place(Timed(touched: 0, value: initial()))) }
        return Timed.make(current.memory.pointee, in: table, clock, initial)
      },
      remove: { if current.isSet { table.remove(current.memory.pointee) } })
    return StateCellBox(cell, account: account)
  }
}

/// What is handed out where there is no key; the batch fails afterwards.
@usableFromInline
final class Spare<Value> {
  @usableFromInline var memory: UnsafeMutablePointer<Value>?

  @inlinable init() {}

  @inlinable deinit {
    memory?.deinitialize(count: 1)
    memory?.deallocate()
  }

  @inlinable @inline(never) func place(_ value: Value) -> UnsafeMutablePointer<Value> {
    if let memory { return memory }
    let memory = UnsafeMutablePointer<Value>.allocate(capacity: 1)
    memory.initialize(to: value)
    self.memory = memory
    return memory
  }
}
