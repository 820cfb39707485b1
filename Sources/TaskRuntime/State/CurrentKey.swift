public import StreamRecords

/// The key that an operator's state is addressed by at the moment.
public final class CurrentKey<Key: StreamKey> {
  /// Changes with the key.
  @usableFromInline let epoch: UnsafeMutablePointer<Int>
  /// Initialised with the first key.
  @usableFromInline let memory: UnsafeMutablePointer<Key>
  @usableFromInline let isInitialized: UnsafeMutablePointer<Bool>
  @usableFromInline let hasKey: UnsafeMutablePointer<Bool>
  /// Whether state was used while there was no key.
  @usableFromInline let wasMissed: UnsafeMutablePointer<Bool>

  @inlinable init() {
    epoch = .allocate(capacity: 1)
    epoch.initialize(to: 0)
    memory = .allocate(capacity: 1)
    isInitialized = .allocate(capacity: 1)
    isInitialized.initialize(to: false)
    hasKey = .allocate(capacity: 1)
    hasKey.initialize(to: false)
    wasMissed = .allocate(capacity: 1)
    wasMissed.initialize(to: false)
  }

  @inlinable deinit {
    if isInitialized.pointee { memory.deinitialize(count: 1) }
    isInitialized.deallocate()
    memory.deallocate()
    epoch.deallocate()
    hasKey.deallocate()
    wasMissed.deallocate()
  }

  /// Lets all state be that of `key` from now on.
  @inlinable @inline(__always) public func set(_ key: Key) {
    if isInitialized.pointee { memory.pointee = key } else { initialize(key) }
    epoch.pointee &+= 1
    hasKey.pointee = true
  }

  @inlinable @inline(never) func initialize(_ key: Key) {
    memory.initialize(to: key)
    isInitialized.pointee = true
  }

  /// Lets state be nobody's until the next key is set.
  @inlinable @inline(__always) public func unset() {
    epoch.pointee &+= 1
    hasKey.pointee = false
  }

  /// Whether there is a key; notes where there is none, although it was asked for.
  @inlinable @inline(__always) var isSet: Bool {
    if !hasKey.pointee { wasMissed.pointee = true }
    return hasKey.pointee
  }

  /// The key, which must have been set.
  @inlinable @inline(__always) public var key: Key { memory.pointee }
}
