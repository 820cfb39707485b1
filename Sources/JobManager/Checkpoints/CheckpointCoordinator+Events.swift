import DreyModel

/// A snapshot that somebody asked for, beside the regular ones.
struct SavepointRequest: Sendable, Equatable {
  var id: SavepointRequestID
  var kind: SnapshotKind
  /// The folder that its own folder goes into: absolute. Of no meaning for a checkpoint.
  var target: String
  /// Makes its folder's name unlike any other.
  var suffix: String
  /// Whether the job is cancelled once it is complete.
  var cancelsJob = false
}

extension CheckpointCoordinator {
  /// What happens to a job's checkpoints.
  enum Event: Sendable {
    /// All subtasks of an attempt run, or have finished already.
    case running(finished: Set<SubtaskID>)
    case finished(SubtaskID)
    /// A subtask said this.
    case report(CheckpointReport)
    /// The attempt comes to its end before the job does, but for these subtasks.
    case interrupted(Failure, goingOn: Set<SubtaskID> = [])
    case requested(SavepointRequest)
    /// The time that ``Action/wakeUp(after:)`` asked for has passed.
    case tick
    /// ``Action/makeFolder(_:_:)`` is done.
    case folderMade(Int)
    /// ``Action/complete(_:_:)`` is done.
    case written(Int)
    /// The folder could not be made, or the metadata not be written.
    case storageFailed(Int, Failure)
    case jobEnded(JobStatus)
  }

  /// What is to be done, in this order.
  enum Action: Sendable, Equatable {
    /// Make the folder of a checkpoint with this id.
    case makeFolder(Int, String)
    /// Tell every worker.
    case tell(WorkerCommand)
    /// Write the metadata into a checkpoint's folder; when that is done, these are the job's completed checkpoints, newest
    /// first.
    case complete(CheckpointMetadata, CompletedCheckpoint, retained: [CompletedCheckpoint])
    case delete(String)
    /// Delete all in the job's folder but these folders.
    case clean(String, keeping: [String])
    /// In milliseconds. An earlier request is void.
    case wakeUp(after: Int)
    case report(ClusterEvent)
    /// The job is to be cancelled, and why.
    case cancel(Failure)
    /// The attempt cannot go on.
    case fail(Failure)
  }
}
