/// Hands values from one thread to another; `take` blocks while there is none.
final class Mailbox<Value: Sendable>: @unchecked Sendable {
  private let lock = PosixLock()
  private let filled = PosixCondition()
  private var values: [Value] = []
  private var closed = false

  init() {}

  func put(_ value: Value) {
    lock.withLock { values.append(value) }
    filled.broadcast()
  }

  /// No value will follow.
  func close() {
    lock.withLock { closed = true }
    filled.broadcast()
  }

  /// - Returns: nil once the mailbox is closed and empty.
  func take() -> Value? {
    lock.withLock {
      while values.isEmpty, !closed { filled.wait(holding: lock) }
      return values.isEmpty ? nil : values.removeFirst()
    }
  }
}
