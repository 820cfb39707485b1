public import StreamRecords

/// The key that an operator's state is addressed by at the moment.
public final class CurrentKey<Key: StreamKey> {
  /// Counts the keys that were set; 0 as long as there was none.
  @usableFromInline let epoch: UnsafeMutablePointer<Int>
  /// Initialised once ``epoch`` is not 0.
  @usableFromInline let memory: UnsafeMutablePointer<Key>
  /// Whether state was used while there was no key.
  @usableFromInline let wasMissed: UnsafeMutablePointer<Bool>

  @inlinable init() {
    epoch = .allocate(capacity: 1)
    epoch.initialize(to: 0)
    memory = .allocate(capacity: 1)
    wasMissed = .allocate(capacity: 1)
    wasMissed.initialize(to: false)
  }

  @inlinable deinit {
    if epoch.pointee > 0 { memory.deinitialize(count: 1) }
    memory.deallocate()
    epoch.deallocate()
    wasMissed.deallocate()
  }

  /// Lets all state be that of `key` from now on.
  @inlinable @inline(__always) public func set(_ key: Key) {
    if epoch.pointee == 0 { memory.initialize(to: key) } else { memory.pointee = key }
    epoch.pointee &+= 1
  }

  /// Whether there is a key; notes where there is none, although it was asked for.
  @inlinable @inline(__always) var isSet: Bool {
    if epoch.pointee == 0 { wasMissed.pointee = true }
    return epoch.pointee > 0
  }

  /// The key, which must have been set.
  @inlinable @inline(__always) public var key: Key { memory.pointee }
}
