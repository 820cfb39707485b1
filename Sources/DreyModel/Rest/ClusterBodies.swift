/// `GET /overview`: the cluster in numbers.
public struct ClusterOverview: Sendable, Codable, Equatable {
  public var taskManagers: Int
  public var slotsTotal: Int
  public var slotsAvailable: Int
  public var jobsRunning: Int
  public var jobsFinished: Int
  public var jobsCancelled: Int
  public var jobsFailed: Int
  public var version: String
  public var commit: String

  public init(
    taskManagers: Int, slotsTotal: Int, slotsAvailable: Int, jobsRunning: Int, jobsFinished: Int, jobsCancelled: Int,
    jobsFailed: Int, version: String, commit: String
  ) {
    self.taskManagers = taskManagers
    self.slotsTotal = slotsTotal
    self.slotsAvailable = slotsAvailable
    self.jobsRunning = jobsRunning
    self.jobsFinished = jobsFinished
    self.jobsCancelled = jobsCancelled
    self.jobsFailed = jobsFailed
    self.version = version
    self.commit = commit
  }

  enum CodingKeys: String, CodingKey {
    case taskManagers = "taskmanagers"
    case slotsTotal = "slots-total"
    case slotsAvailable = "slots-available"
    case jobsRunning = "jobs-running"
    case jobsFinished = "jobs-finished"
    case jobsCancelled = "jobs-cancelled"
    case jobsFailed = "jobs-failed"
    case version = "flink-version"
    case commit = "flink-commit"
  }
}

/// `GET /config`: what a dashboard needs to know before anything else.
public struct DashboardConfiguration: Sendable, Codable, Equatable {
  /// What clients may do here.
  public struct Features: Sendable, Codable, Equatable {
    public var webSubmit: Bool
    public var webCancel: Bool
    public var webRescale: Bool
    public var webHistory: Bool

    public init(webSubmit: Bool, webCancel: Bool, webRescale: Bool, webHistory: Bool) {
      self.webSubmit = webSubmit
      self.webCancel = webCancel
      self.webRescale = webRescale
      self.webHistory = webHistory
    }

    enum CodingKeys: String, CodingKey {
      case webSubmit = "web-submit"
      case webCancel = "web-cancel"
      case webRescale = "web-rescale"
      case webHistory = "web-history"
    }
  }

  /// In milliseconds.
  public var refreshInterval: Int
  public var timezoneName: String
  /// In milliseconds.
  public var timezoneOffset: Int
  public var version: String
  public var revision: String
  public var features: Features

  public init(
    refreshInterval: Int, timezoneName: String, timezoneOffset: Int, version: String, revision: String,
    features: Features
  ) {
    self.refreshInterval = refreshInterval
    self.timezoneName = timezoneName
    self.timezoneOffset = timezoneOffset
    self.version = version
    self.revision = revision
    self.features = features
  }

  enum CodingKeys: String, CodingKey {
    case refreshInterval = "refresh-interval"
    case timezoneName = "timezone-name"
    case timezoneOffset = "timezone-offset"
    case version = "flink-version"
    case revision = "flink-revision"
    case features
  }
}

/// One entry of `GET /jobmanager/config`.
public struct ConfigurationEntry: Sendable, Codable, Equatable {
  public var key: String
  public var value: String

  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}

/// The body of every answer that is an error.
public struct ErrorResponse: Sendable, Codable, Equatable {
  public var errors: [String]

  public init(_ errors: [String]) { self.errors = errors }
}

/// The body `{}` of an answer that says nothing but its status code.
public struct EmptyResponse: Sendable, Codable, Equatable {
  public init() {}
}
