/// `GET /jobs/:jobid/exceptions`.
public struct JobExceptions: Sendable, Codable, Equatable {
  /// One failure.
  public struct Entry: Sendable, Codable, Equatable {
    public var exceptionName: String
    public var stacktrace: String
    /// Milliseconds since 1970.
    public var timestamp: Int
    public var taskName: String?
    public var taskManagerId: String?
    public var failureLabels: [String: String]
    public var concurrentExceptions: [Entry]
  }

  /// Newest first.
  public struct History: Sendable, Codable, Equatable {
    public var entries: [Entry]
    /// There were more than were asked for.
    public var truncated: Bool
  }

  public var exceptionHistory: History
  /// The text of the failure that ended the job.
  public var rootException: String?
  /// When that was, in milliseconds since 1970.
  public var timestamp: Int?

  /// - Parameters:
  ///   - failure: what ended the job; nil where nothing did.
  ///   - timestamp: when it ended, in milliseconds since 1970.
  ///   - limit: how many failures are wanted.
  public init(_ failure: Failure?, at timestamp: Int, limit: Int) {
    let all = failure.map {
      Entry(
        exceptionName: $0.exceptionName, stacktrace: $0.description, timestamp: timestamp, failureLabels: [:],
        concurrentExceptions: [])
    }
    let entries = all.map { [$0] } ?? []
    exceptionHistory = History(entries: Array(entries.prefix(max(0, limit))), truncated: entries.count > limit)
    rootException = failure?.description
    self.timestamp = failure == nil ? nil : timestamp
  }

  enum CodingKeys: String, CodingKey {
    case exceptionHistory
    case rootException = "root-exception"
    case timestamp
  }
}

/// `GET /jobs/:jobid/config`.
public struct JobConfigurationInfo: Sendable, Codable, Equatable {
  /// How the job is run.
  public struct ExecutionConfiguration: Sendable, Codable, Equatable {
    public var restartStrategy: String
    public var jobParallelism: Int
    public var objectReuseMode: Bool
    public var userConfiguration: [String: String]
  }

  public var id: JobID
  public var name: String
  public var execution: ExecutionConfiguration

  public init(id: JobID, name: String, parallelism: Int) {
    self.id = id
    self.name = name
    execution = ExecutionConfiguration(
      restartStrategy: "Restart deactivated.", jobParallelism: parallelism, objectReuseMode: false,
      userConfiguration: [:])
  }

  enum CodingKeys: String, CodingKey {
    case id = "jid"
    case name
    case execution = "execution-config"
  }
}

extension JobConfigurationInfo.ExecutionConfiguration {
  enum CodingKeys: String, CodingKey {
    case restartStrategy = "restart-strategy"
    case jobParallelism = "job-parallelism"
    case objectReuseMode = "object-reuse-mode"
    case userConfiguration = "user-config"
  }
}
