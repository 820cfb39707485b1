/// `GET /jobs`.
public struct JobIDsOverview: Sendable, Codable, Equatable {
  /// One job of the list.
  public struct Entry: Sendable, Codable, Equatable {
    public var id: JobID
    public var status: JobStatus

    public init(id: JobID, status: JobStatus) {
      self.id = id
      self.status = status
    }
  }

  public var jobs: [Entry]

  public init(jobs: [Entry]) { self.jobs = jobs }
}

/// `GET /jobs/overview`.
public struct JobsOverview: Sendable, Codable, Equatable {
  public var jobs: [JobSummary]

  public init(jobs: [JobSummary]) { self.jobs = jobs }
}

/// One job of ``JobsOverview``. Times are milliseconds since 1970; -1 where there is none yet.
public struct JobSummary: Sendable, Codable, Equatable {
  public var id: JobID
  public var name: String
  public var state: JobStatus
  public var startTime: Int
  public var endTime: Int
  public var duration: Int
  public var lastModification: Int
  /// How many subtasks are in a state (in lower case), and `total`.
  public var tasks: [String: Int]

  public init(
    id: JobID, name: String, state: JobStatus, startTime: Int, endTime: Int, duration: Int, lastModification: Int,
    tasks: [String: Int]
  ) {
    self.id = id
    self.name = name
    self.state = state
    self.startTime = startTime
    self.endTime = endTime
    self.duration = duration
    self.lastModification = lastModification
    self.tasks = tasks
  }

  enum CodingKeys: String, CodingKey {
    case id = "jid"
    case name, state, duration, tasks
    case startTime = "start-time"
    case endTime = "end-time"
    case lastModification = "last-modification"
  }
}

/// `GET /jobs/:jobid/status`.
public struct JobStatusInfo: Sendable, Codable, Equatable {
  public var status: JobStatus

  public init(status: JobStatus) { self.status = status }
}
