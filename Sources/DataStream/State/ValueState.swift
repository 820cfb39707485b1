public import StreamRecords
public import TaskRuntime

/// One value per key; what is read and changed is the current key's.
///
/// ```swift
/// count.value += 1
/// ```
public struct ValueState<Value: StreamCodable> {
  @usableFromInline let box: StateCellBox<Value>
  @usableFromInline let initial: Value

  @inlinable init(_ box: StateCellBox<Value>, initial: Value) {
    self.box = box
    self.initial = initial
  }

  /// The current key's value, which is the descriptor's default where it has none.
  @inlinable public var value: Value {
    @inline(__always) get { box.cell.pointee.existing()?.pointee ?? initial }
    @inline(__always) nonmutating _modify { yield &box.cell.pointee.present().pointee }
  }

  /// Whether the current key has a value.
  @inlinable public var exists: Bool { box.cell.pointee.existing() != nil }

  /// Sets the current key's value.
  @inlinable @inline(__always) public func update(_ value: Value) { box.cell.pointee.present().pointee = value }

  /// Forgets the current key's value, so that it takes no memory.
  @inlinable public func clear() { box.cell.pointee.clear() }
}
