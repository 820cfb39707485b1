/// `GET /jobs/:jobid/vertices/:vertexid/taskmanagers`: which TaskManagers run a vertex. Times are milliseconds since 1970.
public struct JobVertexTaskManagersInfo: Sendable, Codable, Equatable {
  /// A TaskManager that was given subtasks of the vertex.
  public struct TaskManager: Sendable, Codable, Equatable {
    /// `HOST:PORT` where the other workers of the job reach this one's; the port is -1 as long as it has none.
    public var endpoint: String
    /// What its subtasks' states add up to.
    public var status: ExecutionState
    /// -1 where there is none yet, as for the next two.
    public var startTime: Int
    public var endTime: Int
    public var duration: Int
    public var metrics: IOMetrics
    /// How many subtasks are in each ``ExecutionState``, by its name.
    public var statusCounts: [String: Int]
    public var id: String

    public init(
      endpoint: String, status: ExecutionState, startTime: Int, endTime: Int, duration: Int,
      metrics: IOMetrics = IOMetrics(), statusCounts: [String: Int], id: String
    ) {
      self.endpoint = endpoint
      self.status = status
      self.startTime = startTime
      self.endTime = endTime
      self.duration = duration
      self.metrics = metrics
      self.statusCounts = statusCounts
      self.id = id
    }

    enum CodingKeys: String, CodingKey {
      case endpoint, status, duration, metrics
      case startTime = "start-time"
      case endTime = "end-time"
      case statusCounts = "status-counts"
      case id = "taskmanager-id"
    }
  }

  /// The vertex's; 32 hexadecimal digits.
  public var id: String
  public var name: String
  /// The JobManager's clock.
  public var now: Int
  /// Empty until the job has its slots.
  public var taskManagers: [TaskManager]

  public init(id: String, name: String, now: Int, taskManagers: [TaskManager]) {
    self.id = id
    self.name = name
    self.now = now
    self.taskManagers = taskManagers
  }

  enum CodingKeys: String, CodingKey {
    case id, name, now
    case taskManagers = "taskmanagers"
  }
}
