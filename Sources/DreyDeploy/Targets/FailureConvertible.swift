import DreyModel

/// An error of what a target is made of, which knows what it means for a run.
protocol FailureConvertible: Error {
  var failure: Failure { get }
  /// Whether the target is there and said no, or what it said got lost, so that the same may work a moment later.
  var isRefusal: Bool { get }
}

extension Error {
  var isRefusal: Bool { (self as? any FailureConvertible)?.isRefusal ?? false }
}
