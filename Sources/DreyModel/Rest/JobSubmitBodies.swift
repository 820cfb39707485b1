/// The part `request` of `POST /jobs`, which comes with one more part per file it names.
public struct JobSubmitRequest: Sendable, Codable, Equatable {
  /// A file in Flink's distributed cache.
  public struct ArtifactFile: Sendable, Codable, Equatable {
    public var entryName: String
    public var fileName: String
  }

  /// The file name of the part that holds the job: for drey's runtime a ``SessionJob`` as JSON.
  public var jobGraphFileName: String?
  /// Empty: executables are uploaded once, by `POST /jars/upload`, and named in ``SessionJob/jarID``.
  public var jobJarFileNames: [String]?
  /// Empty: drey's runtime has no distributed cache.
  public var jobArtifactFileNames: [ArtifactFile]?

  public init(jobGraphFileName: String) {
    self.jobGraphFileName = jobGraphFileName
    jobJarFileNames = []
    jobArtifactFileNames = []
  }
}

/// The answer to `POST /jobs`.
public struct JobSubmitResponse: Sendable, Codable, Equatable {
  /// `/jobs/` and the job's id.
  public var jobUrl: String

  public init(jobID: JobID) { jobUrl = "/jobs/\(jobID)" }
}

/// A job for a session cluster: what one call of `execute` on the client makes.
public struct SessionJob: Sendable, Codable, Equatable {
  /// Chosen by the client, so that a submission which is sent twice runs once; nil: the JobManager chooses.
  public var jobID: JobID?
  /// Which executable the workers run; see ``JarList/File/id``.
  public var jarID: String
  /// The arguments `main()` was given.
  public var arguments: [String]
  /// The default parallelism that `main()` was given (``RoleEnvironment/parallelism``); nil: the cluster's own.
  public var parallelism: Int?
  /// The executions of the same `main()` before, in their order, so that it takes the same path in the workers. Jobs of the
  /// session are named by their ids, since the JobManager keeps their results.
  public var earlier: [EarlierExecution]
  public var submission: JobSubmission

  public init(
    jobID: JobID?, jarID: String, arguments: [String] = [], parallelism: Int? = nil, earlier: [EarlierExecution] = [],
    submission: JobSubmission
  ) {
    self.jobID = jobID
    self.jarID = jarID
    self.arguments = arguments
    self.parallelism = parallelism
    self.earlier = earlier
    self.submission = submission
  }
  private enum CodingKeys: String, CodingKey {
    case jobID, jarID, arguments, parallelism, earlier, submission
    /// The name that clients of before gave the results of earlier jobs.
    case earlierResults
  }

  /// Decodes a job, also one of a client that sends the results of earlier jobs.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    jobID = try container.decodeIfPresent(JobID.self, forKey: .jobID)
    jarID = try container.decode(String.self, forKey: .jarID)
    arguments = try container.decode([String].self, forKey: .arguments)
    parallelism = try container.decodeIfPresent(Int.self, forKey: .parallelism)
    submission = try container.decode(JobSubmission.self, forKey: .submission)
    if let results = try container.decodeIfPresent([JobResult?].self, forKey: .earlierResults) {
      earlier = results.map(EarlierExecution.init)
    } else {
      earlier = try container.decode([EarlierExecution].self, forKey: .earlier)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(jobID, forKey: .jobID)
    try container.encode(jarID, forKey: .jarID)
    try container.encode(arguments, forKey: .arguments)
    try container.encodeIfPresent(parallelism, forKey: .parallelism)
    try container.encode(earlier, forKey: .earlier)
    try container.encode(submission, forKey: .submission)
  }
}
