/// One value per key: open addressing with 32-bit tags, values inline.
///
/// All that changes lies behind one pointer, so that no access costs an exclusivity check. Not safe for several threads.
public final class KeyedTable<Key: StreamKey, Value> {
  @usableFromInline
  struct Slot {
    @usableFromInline let hash: UInt64
    @usableFromInline let key: Key
    @usableFromInline var value: Value

    @inlinable init(hash: UInt64, key: Key, value: Value) {
      self.hash = hash
      self.key = key
      self.value = value
    }
  }

  @usableFromInline
  struct Storage {
    /// 0 where a slot is empty, else the upper half of the key's hash with the lowest bit set.
    @usableFromInline var tags: UnsafeMutablePointer<UInt32>
    @usableFromInline var slots: UnsafeMutablePointer<Slot>
    /// The number of slots, a power of two, less one.
    @usableFromInline var mask: Int
    @usableFromInline var count = 0
    /// How many keys may be there before a call that adds one has to look at what is the matter: whether the table has to
    /// grow, or, where it is negative, whether a snapshot has to be written on first, or a change to be noted.
    @usableFromInline var limit: Int
    /// What the memory is taken of; nil where nobody counts it.
    @usableFromInline let account: MemoryAccount?
    /// The snapshot that is being written, or was written to its end and not been asked for since.
    @usableFromInline var snapshot: Snapshot?
    /// What has changed since a snapshot that others build on; nil where nobody asks. While it is noted, ``limit`` is negative.
    @usableFromInline var changes: TableChanges?

    @inlinable init(slotCount: Int, account: MemoryAccount?) {
      self.account = account
      tags = .allocate(capacity: slotCount)
      tags.initialize(repeating: 0, count: slotCount)
      slots = .allocate(capacity: slotCount)
      mask = slotCount - 1
      limit = Self.fullCount(mask: mask)
    }

    /// Three quarters of the slots: with more keys the table grows.
    @inlinable static func fullCount(mask: Int) -> Int { mask &* 3 / 4 }
  }

  @usableFromInline let storage: UnsafeMutablePointer<Storage>
  @usableFromInline var restoration = TableRestoration()

  /// - Parameters:
  ///   - minimumCapacity: values to make room for at once.
  ///   - account: what the memory is taken of. A table that cannot have more stays as large as it is, as long as keys find
  ///     a place there, and leaves it to the owner to look at ``MemoryAccount/refused`` before that.
  @inlinable public init(minimumCapacity: Int = 1024, account: MemoryAccount? = nil) {
    var slotCount = 16
    while slotCount < minimumCapacity { slotCount *= 2 }
    _ = account?.take(Self.byteCount(slotCount: slotCount))
    storage = .allocate(capacity: 1)
    storage.initialize(to: Storage(slotCount: slotCount, account: account))
  }

  deinit {
    Self.destroy(storage.pointee.slots, where: storage.pointee.tags, mask: storage.pointee.mask)
    storage.pointee.tags.deallocate()
    storage.pointee.slots.deallocate()
    storage.pointee.changes?.deallocate()
    storage.pointee.account?.giveBack(Self.byteCount(slotCount: storage.pointee.mask + 1))
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  /// The number of keys.
  @inlinable public var count: Int { storage.pointee.count }

  /// The value of a key, which is `fallback` if the key is new; valid until the next call for any key.
  @inlinable @inline(__always)
  public func value(for key: Key, default fallback: @autoclosure () -> Value) -> UnsafeMutablePointer<Value> {
    access.value(for: key, default: fallback())
  }

  /// Calls `body` with every key and its value, in an order that depends on the keys and the order they came in only.
  @inlinable public func forEach(_ body: (Key, Value) throws -> Void) rethrows {
    let (tags, slots, mask) = (storage.pointee.tags, storage.pointee.slots, storage.pointee.mask)
    for index in 0...mask where tags[index] != 0 { try body(slots[index].key, slots[index].value) }
  }

  @inlinable @inline(__always) static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash &>> 32) | 1 }

  @inlinable @inline(__always)
  static func valuePointer(_ slot: UnsafeMutablePointer<Slot>) -> UnsafeMutablePointer<Value> {
    let offset = MemoryLayout<Slot>.offset(of: \Slot.value) ?? 0
    return (UnsafeMutableRawPointer(slot) + offset).assumingMemoryBound(to: Value.self)
  }

  @inlinable static func byteCount(slotCount: Int) -> Int {
    slotCount * (MemoryLayout<Slot>.stride + MemoryLayout<UInt32>.stride)
  }
}
