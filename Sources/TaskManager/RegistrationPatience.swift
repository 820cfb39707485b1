import DreyModel

/// Decides how long a TaskManager goes on looking for its JobManager. A value: what came of an attempt goes in, what to do
/// next comes out.
struct RegistrationPatience: Sendable {
  enum Decision: Sendable, Equatable {
    case tryAgain(after: Duration)
    case end(Failure?)
  }

  private let address: String
  /// In milliseconds.
  private let limit: Int
  private var deadline: Duration
  private var delay = RetryDelay()
  /// Why the last JobManager was lost; nil: there has been none.
  private(set) var loss: String?

  /// - Parameters:
  ///   - limit: `taskmanager.registration.timeout`, in milliseconds.
  ///   - now: time on any clock that only goes forward, the same one in every call.
  init(address: String, limit: Int, now: Duration) {
    self.address = address
    self.limit = limit
    deadline = now + .milliseconds(limit)
  }

  /// - Returns: what follows from an attempt that ended at this time.
  mutating func decide(_ attempt: RegistrationAttempt, at now: Duration) -> Decision {
    switch attempt {
    case .over(let failure): return .end(failure)
    case .lost(let reason):
      loss = reason
      deadline = now + .milliseconds(limit)
      delay = RetryDelay()
      return next(reason, now)
    case .notYet(let reason): return next(reason, now)
    }
  }

  private mutating func next(_ reason: String, _ now: Duration) -> Decision {
    let wait = delay.take()
    return now + wait < deadline ? .tryAgain(after: wait) : .end(unreachable(reason))
  }

  private func unreachable(_ reason: String) -> Failure {
    guard let loss else {
      return Failure(
        .infrastructure, "no JobManager at \(address) within \(limit) ms: \(reason)",
        advice: "Check that it runs, and jobmanager.rpc.address and jobmanager.rpc.port.")
    }
    return Failure(
      .infrastructure, "lost the JobManager at \(address): \(loss); none took its place within \(limit) ms: \(reason)",
      advice: "Look at the JobManager's log for why it ended; taskmanager.registration.timeout says how long to wait.")
  }
}
