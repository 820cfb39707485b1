import DreyModel

/// Where a JobManager keeps what it needs to go on after a restart.
///
/// What does not suspend is called in the actor, in the order in which things happen, and must not block: it may put off
/// the writing, but has to keep the order.
protocol JobStore: Sendable {
  /// A job was taken on. Called before it takes slots.
  func accepted(_ job: StoredJob)
  /// Keeps the enumerated splits of a job's sources. Returns when they are stored for good. If they cannot be stored, the log
  /// says so and the job runs all the same.
  func enumerated(_ id: JobID, _ splits: SourceSplits) async
  /// A checkpoint is complete on the disk. Returns when that is known for good: only then subtasks commit, and older
  /// checkpoints are deleted.
  /// - Parameter checkpoints: all that are kept from now on, newest first.
  /// - Throws: ``Failure`` where it cannot be kept; then the checkpoint has failed.
  func checkpointCompleted(_ id: JobID, _ checkpoints: [CompletedCheckpoint]) async throws(Failure)
  /// A job has ended; nothing of it runs any more.
  func ended(_ result: JobResult)
  /// A session keeps the job's result no longer.
  func forgotten(_ id: JobID)
  /// Returns when all that was told before is kept for good.
  /// - Throws: ``Failure`` where something of it could not be kept.
  func settled() async throws(Failure)
}

/// Keeps nothing: after a restart of the JobManager its jobs are gone.
struct NoJobStore: JobStore {
  func accepted(_ job: StoredJob) {}
  func enumerated(_ id: JobID, _ splits: SourceSplits) async {}
  func checkpointCompleted(_ id: JobID, _ checkpoints: [CompletedCheckpoint]) async throws(Failure) {}
  func ended(_ result: JobResult) {}
  func forgotten(_ id: JobID) {}
  func settled() async throws(Failure) {}
}
