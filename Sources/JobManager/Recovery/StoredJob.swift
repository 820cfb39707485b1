import DreyModel

/// All that a JobManager has to know of a job that another one, before a restart, took on.
struct StoredJob: Sendable, Codable, Equatable {
  var jobID: JobID
  var submission: JobSubmission
  var artifact: Artifact
  /// The arguments `main()` was given.
  var arguments: [String]
  /// Variables of its workers other than the role.
  var environment: [String: String]
  /// How the executions before it ended.
  var earlierResults: [JobResult?]
  /// What a client of a session submitted; nil for a job of the cluster's own application.
  var sessionJob: SessionJob?
  /// Milliseconds since 1970.
  var submittedAt: Int
  /// Those that are kept, newest first. More may be on the disk, where the JobManager ended in the midst of one.
  var checkpoints: [CompletedCheckpoint] = []
  /// The splits of the job's sources; nil: they have not been enumerated.
  var splits: SourceSplits?
}
