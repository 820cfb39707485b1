public import DreyModel

/// What all subtasks of an attempt in this process know of checkpoints.
public struct CheckpointSetup: Sendable {
  /// nil: none are taken.
  public var mode: CheckpointingMode?
  /// nil: the attempt begins anew.
  public var restored: RestoredState?
  /// Tells this attempt's files from those of others.
  public var fileToken: String
  /// The job's id, the same for all its attempts.
  public var jobID: String
  /// Tells this job's files from those of other jobs, over all attempts.
  public var jobToken: String { jobID.isEmpty ? "0" : String(jobID.prefix(12)) }
  /// Is told on any thread.
  public var report: @Sendable (CheckpointReport) -> Void

  /// - Parameters:
  ///   - mode: nil: no checkpoints are taken.
  ///   - restored: nil: the attempt begins anew.
  ///   - fileToken: letters and digits that tell this attempt's files from those of others.
  ///   - jobID: the same for all attempts of the job.
  ///   - report: is told on any thread.
  public init(
    mode: CheckpointingMode? = nil, restored: RestoredState? = nil, fileToken: String = "0", jobID: String = "",
    report: @escaping @Sendable (CheckpointReport) -> Void = { _ in }
  ) {
    self.mode = mode
    self.restored = restored
    self.fileToken = fileToken
    self.jobID = jobID
    self.report = report
  }
}

/// What a subtask is told of checkpoints.
enum CheckpointCommand: Sendable, Equatable {
  case trigger(CheckpointTrigger)
  case completed(Int)
  case aborted(Int)
}
