import Synchronization

/// Lets one job in, where a cluster is for one job.
final class SubmissionGate: Sendable {
  private enum State {
    case open
    /// A submission is under way, and not answered yet.
    case pending
    case taken
  }
  private let state: Mutex<State>
  private let isSingle: Bool

  /// - Parameter isSingle: whether one job is all; otherwise everything passes.
  init(isSingle: Bool) {
    self.isSingle = isSingle
    state = Mutex(.open)
  }

  /// Whether a request submits a job.
  static func isSubmission(method: String, path: String) -> Bool {
    guard method == "POST" else { return false }
    var parts = path.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").map(String.init)
    if let first = parts.first, first.first == "v", Int(first.dropFirst()) != nil { parts.removeFirst() }
    if parts == ["jobs"] { return true }
    return parts.count == 3 && parts[0] == "jars" && (parts[2] == "run" || parts[2] == "run-application")
  }

  /// Begins a submission.
  /// - Returns: false where it is to be refused.
  func begin() -> Bool {
    guard isSingle else { return true }
    return state.withLock { state in
      guard case .open = state else { return false }
      state = .pending
      return true
    }
  }

  /// Ends the submission that ``begin()`` let in.
  func end(accepted: Bool) {
    guard isSingle else { return }
    state.withLock { state in if case .pending = state { state = accepted ? .taken : .open } }
  }

  /// A job is there, however it came.
  func close() {
    state.withLock { $0 = .taken }
  }
}
