/// `GET /jobs/:jobid/vertices/:vertexid`: the subtasks of a vertex. Times are milliseconds since 1970.
public struct JobVertexInfo: Sendable, Codable, Equatable {
  /// A subtask of the vertex.
  public struct Subtask: Sendable, Codable, Equatable {
    /// From 0.
    public var subtask: Int
    public var status: ExecutionState
    public var attempt: Int
    /// `HOST:PORT` where other workers of the job reach the subtask's; the port is -1 as long as it has none, and the host
    /// is `(unassigned)` as long as it has no slot.
    public var endpoint: String
    /// -1 where there is none yet, as for the next two.
    public var startTime: Int
    public var endTime: Int
    public var duration: Int
    public var metrics: IOMetrics
    /// `(unassigned)` as long as it has no slot.
    public var taskManagerID: String

    public init(
      subtask: Int, status: ExecutionState, attempt: Int, endpoint: String, startTime: Int, endTime: Int,
      duration: Int, metrics: IOMetrics, taskManagerID: String
    ) {
      self.subtask = subtask
      self.status = status
      self.attempt = attempt
      self.endpoint = endpoint
      self.startTime = startTime
      self.endTime = endTime
      self.duration = duration
      self.metrics = metrics
      self.taskManagerID = taskManagerID
    }

    enum CodingKeys: String, CodingKey {
      case subtask, status, attempt, endpoint, duration, metrics
      case startTime = "start-time"
      case endTime = "end-time"
      case taskManagerID = "taskmanager-id"
    }
  }

  /// 32 hexadecimal digits.
  public var id: String
  public var name: String
  public var parallelism: Int
  public var maxParallelism: Int
  /// The JobManager's clock.
  public var now: Int
  public var subtasks: [Subtask]

  public init(id: String, name: String, parallelism: Int, maxParallelism: Int, now: Int, subtasks: [Subtask]) {
    self.id = id
    self.name = name
    self.parallelism = parallelism
    self.maxParallelism = maxParallelism
    self.now = now
    self.subtasks = subtasks
  }
}
