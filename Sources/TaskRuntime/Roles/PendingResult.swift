import DreyModel
import Synchronization

/// A job's result that somebody will deliver once and anybody may wait for.
final class PendingResult: Sendable {
  private struct State {
    var result: JobResult?
    var waiting: [CheckedContinuation<JobResult, Never>] = []
  }

  private let state = Mutex(State())

  func deliver(_ result: JobResult) {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      state.result = state.result ?? result
      return state.waiting
    }
    for continuation in waiting { continuation.resume(returning: result) }
  }

  func wait() async -> JobResult {
    await withCheckedContinuation { continuation in
      let result = state.withLock { state -> JobResult? in
        if state.result == nil { state.waiting.append(continuation) }
        return state.result
      }
      if let result { continuation.resume(returning: result) }
    }
  }
}
