public import DreyModel

extension Failure {
  /// What an error that ended a run, or came from a target, means.
  public init(ofRun error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case is CancellationError: self.init(.interrupted, "interrupted")
    case let error as any FailureConvertible: self = error.failure
    default: self.init(.infrastructure, "\(error)")
    }
  }
}
