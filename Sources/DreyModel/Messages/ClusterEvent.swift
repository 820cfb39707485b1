/// What a JobManager or TaskManager reports on its standard error: one ``EventLine`` as JSON per line, nothing else.
///
/// Standard output carries the records that jobs print and what an application's `main()` prints, nothing else.
public enum ClusterEvent: Sendable, Codable, Equatable {
  /// A log message, or a line that user code wrote to standard error.
  case log(level: LogLevel, source: String, message: String)
  /// The JobManager accepts TaskManagers on `port` and serves artifacts on `blobPort`, which older ones do not tell.
  case listening(port: Int, blobPort: Int? = nil)
  /// The REST API of a session answers.
  case restListening(port: Int)
  case taskManagerRegistered(id: String, taskManagers: Int, slots: Int)
  case taskManagerLost(id: String, reason: String)
  /// A job waits for slots.
  case slotsMissing(job: String, required: Int, available: Int)
  case jobStatusChanged(jobID: JobID, name: String, status: JobStatus, failure: Failure?)
  /// An attempt of a job has failed, for this reason, and the next one, which counts from 1, begins after so many
  /// milliseconds.
  case jobRestarting(
    jobID: JobID, name: String, attempt: Int, delay: Int, failure: Failure, subtasks: Int? = nil)
  /// An attempt begins from a checkpoint or savepoint.
  case jobRestored(jobID: JobID, name: String, checkpointID: Int, path: String)
  /// All subtasks of an attempt run.
  case subtasksRunning(jobID: JobID, name: String, attempt: Int)
  /// All of a checkpoint or savepoint is in the folder `path`: so many bytes, milliseconds after it was ordered.
  case checkpointCompleted(
    jobID: JobID, name: String, id: Int, kind: SnapshotKind, path: String, bytes: Int, milliseconds: Int)
  /// A checkpoint or savepoint was not completed. Those before it stay as they are.
  case checkpointFailed(jobID: JobID, name: String, id: Int, kind: SnapshotKind, failure: Failure)
  /// Always the last event of a JobManager that runs an application.
  case applicationEnded(ApplicationResult)
}

/// A ``ClusterEvent`` and when it happened.
public struct EventLine: Sendable, Codable, Equatable {
  /// Milliseconds since 1970.
  public var at: Int
  public var event: ClusterEvent

  public init(at: Int, event: ClusterEvent) {
    self.at = at
    self.event = event
  }
}
