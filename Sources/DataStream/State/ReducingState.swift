public import StreamRecords
public import TaskRuntime

/// One value per key, which what is added is combined with.
///
/// ```swift
/// highest.add(bid.price)
/// ```
public struct ReducingState<Value: StreamCodable> {
  @usableFromInline let box: StateCellBox<Value?>
  @usableFromInline let combine: @Sendable (Value, Value) throws -> Value

  @inlinable init(_ box: StateCellBox<Value?>, combine: @escaping @Sendable (Value, Value) throws -> Value) {
    self.box = box
    self.combine = combine
  }

  /// What was added for the current key, combined; nil where nothing was.
  @inlinable public func get() -> Value? { box.cell.pointee.existing()?.pointee }

  /// Combines what the current key has with `value`.
  @inlinable public func add(_ value: Value) throws {
    let place = box.cell.pointee.present()
    if let old = place.pointee { place.pointee = try combine(old, value) } else { place.pointee = value }
  }

  /// Forgets what the current key has, so that it takes no memory.
  @inlinable public func clear() { box.cell.pointee.clear() }
}

/// One accumulator per key, which takes in what is added.
public struct AggregatingState<Function: AggregateFunction> {
  @usableFromInline let box: StateCellBox<Function.Accumulator>
  @usableFromInline let function: Function

  @inlinable init(_ box: StateCellBox<Function.Accumulator>, function: Function) {
    self.box = box
    self.function = function
  }

  /// The result of what was added for the current key; nil where nothing was.
  @inlinable public func get() throws -> Function.Output? {
    guard let place = box.cell.pointee.existing() else { return nil }
    return try function.getResult(place.pointee)
  }

  /// Adds to what the current key has.
  @inlinable public func add(_ value: Function.Input) throws {
    try function.add(value, to: &box.cell.pointee.present().pointee)
  }

  /// Forgets what the current key has, so that it takes no memory.
  @inlinable public func clear() { box.cell.pointee.clear() }
}
