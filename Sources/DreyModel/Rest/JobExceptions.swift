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
  ///   - failures: of all attempts, newest first, and when they were, in milliseconds since 1970.
  ///   - final: what ended the job; nil where nothing did.
  ///   - timestamp: when it ended, in milliseconds since 1970.
  ///   - limit: how many failures are wanted.
  public init(_ failures: [(failure: Failure, at: Int)], final: Failure?, at timestamp: Int, limit: Int) {
    let all = failures.map {
      Entry(
        exceptionName: $0.failure.exceptionName, stacktrace: $0.failure.description, timestamp: $0.at,
        failureLabels: [:], concurrentExceptions: [])
    }
    exceptionHistory = History(entries: Array(all.prefix(max(0, limit))), truncated: all.count > limit)
    rootException = (final ?? failures.first?.failure)?.description
    self.timestamp = final == nil ? failures.first?.at : timestamp
  }

  /// Returns the same with no more than `limit` failures, the newest ones.
  public func limited(to limit: Int) -> JobExceptions {
    var copy = self
    let all = exceptionHistory.entries
    copy.exceptionHistory = History(
      entries: Array(all.prefix(max(0, limit))), truncated: exceptionHistory.truncated || all.count > limit)
    return copy
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

  /// - Parameter restartStrategy: in words.
  public init(id: JobID, name: String, parallelism: Int, restartStrategy: String = "Restart deactivated.") {
    self.id = id
    self.name = name
    execution = ExecutionConfiguration(
      restartStrategy: restartStrategy, jobParallelism: parallelism, objectReuseMode: false,
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
