/// The body of `POST /jars/:jarid/run`.
public struct JarRunRequest: Sendable, Codable, Equatable {
  /// nil: what the manifest says.
  public var entryClass: String?
  public var programArguments: [String]
  /// nil: what the cluster says.
  public var parallelism: Int?
  /// Chosen by the client, so that a request whose answer got lost can be told from one that never arrived.
  public var jobID: JobID
  public var savepointPath: String?
  public var allowNonRestoredState: Bool?

  public init(
    jobID: JobID, entryClass: String? = nil, programArguments: [String] = [], parallelism: Int? = nil,
    savepointPath: String? = nil, allowNonRestoredState: Bool? = nil
  ) {
    self.jobID = jobID
    self.entryClass = entryClass
    self.programArguments = programArguments
    self.parallelism = parallelism
    self.savepointPath = savepointPath
    self.allowNonRestoredState = allowNonRestoredState
  }

  enum CodingKeys: String, CodingKey {
    case entryClass, parallelism, savepointPath, allowNonRestoredState
    case programArguments = "programArgsList"
    case jobID = "jobId"
  }
}

/// The answer to `POST /jars/:jarid/run`.
public struct JarRunResponse: Sendable, Codable, Equatable {
  public var jobID: JobID

  enum CodingKeys: String, CodingKey { case jobID = "jobid" }
}

/// `GET /jobmanager/environment`, as far as it is needed: what the JobManager runs in.
public struct JobManagerEnvironment: Sendable, Codable, Equatable {
  /// The Java virtual machine.
  public struct JVM: Sendable, Codable, Equatable {
    /// Such as `OpenJDK 64-Bit Server VM - Debian - 17/17.0.9+9`.
    public var version: String

    /// The release of Java, such as 17.
    public var release: Int? {
      let last = version.split(separator: " ").last ?? ""
      return Int(last.prefix { $0 != "/" && $0 != "." })
    }
  }

  public var jvm: JVM
}
