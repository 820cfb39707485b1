import ChildProcess
import DreyModel

/// Where a JobManager keeps ended jobs, and what another one needs to resume its jobs after a restart.
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
  /// - Returns: completed with the bytes that it has on the disk once it is there; nil if it could not be written.
  func ended(_ job: EndedJob, _ archive: JobArchive) -> Completion<Int?>
  /// Reads all that is kept of an ended job.
  /// - Throws: ``Failure`` if it cannot be read.
  func archive(of id: JobID) async throws(Failure) -> JobArchive
  /// A session keeps an ended job no longer.
  func forgotten(_ id: JobID)
  /// Returns when all that was told before is kept for good.
  /// - Throws: ``Failure`` where something of it could not be kept.
  func settled() async throws(Failure)
}
