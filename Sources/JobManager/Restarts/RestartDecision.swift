import DreyModel

/// Whether a restart can help at all, before the strategy is asked when.
enum RestartDecision {
  /// Returns the recovery from a failure. A failure that would only happen again ends the job.
  /// - Parameter hasRun: whether the job has been running before the attempt that failed.
  static func recovery(from cause: RootCause, hasRun: Bool) -> RootCause.Recovery {
    switch cause.failure.recurrence {
    case .certain: .never
    case .unlessItWorkedBefore where !hasRun: .never
    case .unlessItWorkedBefore, nil: cause.recovery
    }
  }
}
