import ControlPlane
import DreyModel

// Jobs that a JobManager before this one took on.
extension Dispatcher {
  /// Goes on with a job that had not ended, from the newest of its checkpoints that can be read. To be called before any
  /// client can submit the same one.
  ///
  /// A job that takes no checkpoints fails, since what it has done already would be done again.
  func resume(_ job: StoredJob) {}
}
