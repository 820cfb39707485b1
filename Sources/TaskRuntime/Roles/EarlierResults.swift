import DreyModel
import Synchronization

/// The results of executions before the deployed one, which a worker asks the JobManager for when `main()` needs them.
final class EarlierResults: Sendable {
  private let results = Mutex<[Int: PendingResult]>([:])

  /// Returns how an execution ended.
  /// - Parameter ask: sends the question; called once per execution.
  func result(_ executionIndex: Int, ask: @Sendable (Int) -> Void) async -> JobResult {
    let (pending, isNew) = results.withLock { results in
      if let known = results[executionIndex] { return (known, false) }
      let new = PendingResult()
      results[executionIndex] = new
      return (new, true)
    }
    if isNew { ask(executionIndex) }
    return await pending.wait()
  }

  /// Takes the answer to a question. One that nobody asked is ignored.
  func told(_ earlier: EarlierResult) {
    guard let result = earlier.result else { return }
    results.withLock { $0[earlier.executionIndex] }?.deliver(result)
  }
}
