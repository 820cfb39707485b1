import DreyModel

/// A failure of a job, and how likely it is what caused the others.
struct RootCause: Sendable, Equatable {
  /// Of several failures the first one with the greatest weight is the cause.
  enum Weight: Int, Sendable, Comparable {
    /// Probably a consequence, such as a broken connection.
    case consequential
    /// A TaskManager is gone.
    case loss
    /// Nothing but itself explains it.
    case decisive

    static func < (one: Weight, other: Weight) -> Bool { one.rawValue < other.rawValue }
  }

  /// What comes after it.
  enum Recovery: Sendable, Equatable {
    /// The restart strategy says.
    case byStrategy
    /// The next attempt does without what caused it, and is not counted.
    case atOnce
    /// It would only happen again.
    case never
  }

  var weight: Weight
  var failure: Failure
  var recovery: Recovery

  init(_ weight: Weight, _ failure: Failure, recovery: Recovery = .byStrategy) {
    self.weight = weight
    self.failure = failure
    self.recovery = recovery
  }
}
