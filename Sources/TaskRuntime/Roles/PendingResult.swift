import DreyModel
import Synchronization

/// A job's result that somebody will deliver once and anybody may wait for.
typealias PendingResult = Pending<JobResult>

/// A value that somebody will deliver once and anybody may wait for.
final class Pending<Value: Sendable>: Sendable {
  private struct State {
    var result: Value?
    var waiting: [CheckedContinuation<Value, Never>] = []
  }

  private let state = Mutex(State())

  func deliver(_ result: Value) {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      state.result = state.result ?? result
      return state.waiting
    }
    for continuation in waiting { continuation.resume(returning: result) }
  }

  /// The value, if it has been delivered.
  var current: Value? { state.withLock { $0.result } }

  func wait() async -> Value {
    await withCheckedContinuation { continuation in
      let result = state.withLock { state -> Value? in
        if state.result == nil { state.waiting.append(continuation) }
        return state.result
      }
      if let result { continuation.resume(returning: result) }
    }
  }
}
