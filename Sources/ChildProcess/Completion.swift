import Synchronization

/// A value that comes once and that any number of tasks wait for.
public final class Completion<Value: Sendable>: Sendable {
  private enum State {
    case pending([Int: CheckedContinuation<Value?, Never>], next: Int)
    case done(Value)
  }
  private let state = Mutex(State.pending([:], next: 0))

  /// A completion without its value yet.
  public init() {}

  /// Gives the value; a second one is ignored.
  public func complete(_ value: Value) {
    let waiting = state.withLock { state -> [CheckedContinuation<Value?, Never>] in
      guard case .pending(let waiting, _) = state else { return [] }
      state = .done(value)
      return Array(waiting.values)
    }
    for each in waiting { each.resume(returning: value) }
  }

  /// Waits for the value, also where the waiting task is cancelled.
  public func value() async -> Value {
    while true {
      let ticket = takeTicket()
      let value = await withCheckedContinuation { enqueue($0, ticket: ticket, heedsCancellation: false) }
      if let value { return value }
    }
  }

  /// Waits for the value.
  /// - Returns: nil where the waiting task was cancelled first.
  public func valueUnlessCancelled() async -> Value? {
    let ticket = takeTicket()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { enqueue($0, ticket: ticket, heedsCancellation: true) }
    } onCancel: {
      forget(ticket)
    }
  }

  /// Waits for the value, for at most this long.
  /// - Returns: nil where the time passed or the waiting task was cancelled.
  public func value(within limit: Duration) async -> Value? {
    if let current { return current }
    return await withTaskGroup(of: Value?.self) { group in
      group.addTask { await self.valueUnlessCancelled() }
      group.addTask {
        try? await Task.sleep(for: limit)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }

  /// The value, if it has come.
  public var current: Value? {
    state.withLock { if case .done(let value) = $0 { value } else { nil } }
  }

  private func takeTicket() -> Int {
    state.withLock { state in
      guard case .pending(let waiting, let next) = state else { return 0 }
      state = .pending(waiting, next: next + 1)
      return next
    }
  }

  private func enqueue(_ continuation: CheckedContinuation<Value?, Never>, ticket: Int, heedsCancellation: Bool) {
    let immediate = state.withLock { state -> Value?? in
      guard case .pending(var waiting, let next) = state else {
        if case .done(let value) = state { return .some(value) }
        return .some(nil)
      }
      // Checked under the lock: a cancellation before this point found nobody to resume.
      if heedsCancellation, Task.isCancelled { return .some(nil) }
      waiting[ticket] = continuation
      state = .pending(waiting, next: next)
      return nil
    }
    if let immediate { continuation.resume(returning: immediate) }
  }

  private func forget(_ ticket: Int) {
    let waiting = state.withLock { state -> CheckedContinuation<Value?, Never>? in
      guard case .pending(var waiting, let next) = state else { return nil }
      let found = waiting.removeValue(forKey: ticket)
      state = .pending(waiting, next: next)
      return found
    }
    waiting?.resume(returning: nil)
  }
}
