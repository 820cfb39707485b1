public import StreamRecords

/// Leads from the current key to its value of one state.
///
/// The value's place is looked up once per record, however often it is used.
public struct StateCell<Value> {
  /// Where the current key's value is, as long as ``epoch`` is the store's.
  @usableFromInline var found: UnsafeMutablePointer<Value>?
  @usableFromInline var epoch = -1
  /// Changes with the current key.
  @usableFromInline let currentEpoch: UnsafeMutablePointer<Int>
  /// Whether a place that was found needs not be asked for again; not so where values expire.
  @usableFromInline let remembers: Bool
  @usableFromInline let find: () -> UnsafeMutablePointer<Value>?
  @usableFromInline let make: () -> UnsafeMutablePointer<Value>
  @usableFromInline let remove: () -> Void

  @inlinable init(
    currentEpoch: UnsafeMutablePointer<Int>, remembers: Bool, find: @escaping () -> UnsafeMutablePointer<Value>?,
    make: @escaping () -> UnsafeMutablePointer<Value>, remove: @escaping () -> Void
  ) {
    self.currentEpoch = currentEpoch
    self.remembers = remembers
    self.find = find
    self.make = make
    self.remove = remove
  }

  /// The current key's value, or nil where it has none.
  @inlinable @inline(__always) public mutating func existing() -> UnsafeMutablePointer<Value>? {
    if epoch == currentEpoch.pointee { return found }
    guard let place = find() else { return nil }
    if remembers { (found, epoch) = (place, currentEpoch.pointee) }
    return place
  }

  /// The current key's value, which is made where it has none; for changing it.
  @inlinable @inline(__always) public mutating func present() -> UnsafeMutablePointer<Value> {
    if epoch == currentEpoch.pointee, let found { return found }
    let place = make()
    if remembers { (found, epoch) = (place, currentEpoch.pointee) }
    return place
  }

  /// Removes the current key's value.
  @inlinable public mutating func clear() {
    remove()
    epoch = -1
  }
}

/// Owns a ``StateCell``; what state handles of functions hold on to.
public final class StateCellBox<Value> {
  /// The cell. A pointer, so that reaching it costs no exclusivity check.
  public let cell: UnsafeMutablePointer<StateCell<Value>>
  /// What counts the state's memory.
  public let account: MemoryAccount

  @inlinable init(_ cell: StateCell<Value>, account: MemoryAccount) {
    self.account = account
    self.cell = .allocate(capacity: 1)
    self.cell.initialize(to: cell)
  }

  @inlinable deinit {
    cell.deinitialize(count: 1)
    cell.deallocate()
  }
}
