import DockerEngine
import DreyModel

extension Failure {
  /// What an error that ended a run means.
  init(ofRun error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case is CancellationError: self.init(.interrupted, "interrupted")
    case let error as DockerEngineError:
      self.init(.infrastructure, "\(error)", advice: "`drey doctor` says whether the engine is well.")
    default: self.init(.infrastructure, "\(error)")
    }
  }
}
