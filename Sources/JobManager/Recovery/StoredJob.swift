import DreyModel

/// All that a JobManager has to know of a job that has not ended, also one after a restart.
struct StoredJob: Sendable, Equatable {
  var jobID: JobID
  var submission: JobSubmission
  var artifact: Artifact
  /// The arguments `main()` was given.
  var arguments: [String]
  /// Variables of its workers other than the role.
  var environment: [String: String]
  /// The executions of the same `main()` before it.
  var earlier: [EarlierExecution]
  /// Tells whether a client of a session submits the same job again, see ``SubmissionDigest``; nil for a job of the
  /// cluster's own application.
  var digest: String?
  /// The default parallelism that `main()` was given, if the client said so.
  var parallelism: Int?
  /// Milliseconds since 1970.
  var submittedAt: Int
  /// Bytes of what was submitted.
  var bytes = 0
  /// Those that are kept, newest first. More may be on the disk, where the JobManager ended in the midst of one.
  var checkpoints: [CompletedCheckpoint] = []
  /// The splits of the job's sources; nil: they have not been enumerated.
  var splits: SourceSplits?
  /// JobManagers in a row that were killed before the job took one more checkpoint.
  var deaths = 0
}

/// The job's own file. What changes while it runs has files of its own, and is not part of it.
extension StoredJob: Codable {
  private enum CodingKeys: String, CodingKey {
    case jobID, submission, artifact, arguments, environment, earlier, digest, parallelism, submittedAt
    /// As releases before wrote them.
    case earlierResults, sessionJob
  }

  /// Decodes a job, also one that a release before has written.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    jobID = try container.decode(JobID.self, forKey: .jobID)
    submission = try container.decode(JobSubmission.self, forKey: .submission)
    artifact = try container.decode(Artifact.self, forKey: .artifact)
    arguments = try container.decode([String].self, forKey: .arguments)
    environment = try container.decode([String: String].self, forKey: .environment)
    submittedAt = try container.decode(Int.self, forKey: .submittedAt)
    if let results = try container.decodeIfPresent([JobResult?].self, forKey: .earlierResults) {
      let job = try container.decodeIfPresent(SessionJob.self, forKey: .sessionJob)
      earlier = results.map(EarlierExecution.init)
      (digest, parallelism) = (job.map(SubmissionDigest.of), job?.parallelism)
    } else {
      earlier = try container.decode([EarlierExecution].self, forKey: .earlier)
      digest = try container.decodeIfPresent(String.self, forKey: .digest)
      parallelism = try container.decodeIfPresent(Int.self, forKey: .parallelism)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(jobID, forKey: .jobID)
    try container.encode(submission, forKey: .submission)
    try container.encode(artifact, forKey: .artifact)
    try container.encode(arguments, forKey: .arguments)
    try container.encode(environment, forKey: .environment)
    try container.encode(earlier, forKey: .earlier)
    try container.encodeIfPresent(digest, forKey: .digest)
    try container.encodeIfPresent(parallelism, forKey: .parallelism)
    try container.encode(submittedAt, forKey: .submittedAt)
  }
}
