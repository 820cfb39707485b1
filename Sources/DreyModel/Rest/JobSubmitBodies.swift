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
  /// The results of the jobs that the same `main()` executed before, so that it takes the same path in the workers.
  public var earlierResults: [JobResult?]
  public var submission: JobSubmission

  public init(
    jobID: JobID?, jarID: String, arguments: [String] = [], parallelism: Int? = nil, earlierResults: [JobResult?] = [],
    submission: JobSubmission
  ) {
    self.jobID = jobID
    self.jarID = jarID
    self.arguments = arguments
    self.parallelism = parallelism
    self.earlierResults = earlierResults
    self.submission = submission
  }
}
