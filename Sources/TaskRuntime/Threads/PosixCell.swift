/// A value that one thread sets once and others wait for.
final class PosixCell<Value: Sendable>: @unchecked Sendable {
  private let lock = PosixLock()
  private let isSet = PosixCondition()
  private var value: Value?

  init() {}

  func set(_ value: Value) {
    lock.withLock { self.value = self.value ?? value }
    isSet.broadcast()
  }

  /// The value, if it is set.
  var current: Value? { lock.withLock { value } }

  /// Blocks until there is a value.
  func get() -> Value {
    lock.withLock {
      while true {
        if let value { return value }
        isSet.wait(holding: lock)
      }
    }
  }
}
