/// `GET /jobs/:jobid`. Times are milliseconds since 1970; -1 where there is none yet.
public struct JobDetails: Sendable, Codable, Equatable {
  public var id: JobID
  public var name: String
  public var isStoppable: Bool
  public var state: JobStatus
  public var startTime: Int
  public var endTime: Int
  public var duration: Int
  public var maxParallelism: Int
  /// The JobManager's clock.
  public var now: Int
  /// When the job entered each state, by the state's name; 0 for those it was never in.
  public var timestamps: [String: Int]
  public var vertices: [JobVertexDetails]
  /// How many vertices are in each ``ExecutionState``, by its name.
  public var statusCounts: [String: Int]
  public var plan: JobPlan

  public init(
    id: JobID, name: String, isStoppable: Bool, state: JobStatus, startTime: Int, endTime: Int, duration: Int,
    maxParallelism: Int, now: Int, timestamps: [String: Int], vertices: [JobVertexDetails],
    statusCounts: [String: Int], plan: JobPlan
  ) {
    self.id = id
    self.name = name
    self.isStoppable = isStoppable
    self.state = state
    self.startTime = startTime
    self.endTime = endTime
    self.duration = duration
    self.maxParallelism = maxParallelism
    self.now = now
    self.timestamps = timestamps
    self.vertices = vertices
    self.statusCounts = statusCounts
    self.plan = plan
  }

  enum CodingKeys: String, CodingKey {
    case id = "jid"
    case name, isStoppable, state, duration, maxParallelism, now, timestamps, vertices, plan
    case startTime = "start-time"
    case endTime = "end-time"
    case statusCounts = "status-counts"
  }
}

/// A vertex in ``JobDetails``.
public struct JobVertexDetails: Sendable, Codable, Equatable {
  /// 32 hexadecimal digits.
  public var id: String
  public var name: String
  public var maxParallelism: Int
  public var parallelism: Int
  /// What its subtasks' states add up to.
  public var status: ExecutionState
  public var startTime: Int
  public var endTime: Int
  public var duration: Int
  /// How many subtasks are in each ``ExecutionState``, by its name.
  public var tasks: [String: Int]
  public var metrics: IOMetrics

  public init(
    id: String, name: String, maxParallelism: Int, parallelism: Int, status: ExecutionState, startTime: Int,
    endTime: Int, duration: Int, tasks: [String: Int], metrics: IOMetrics = IOMetrics()
  ) {
    self.id = id
    self.name = name
    self.maxParallelism = maxParallelism
    self.parallelism = parallelism
    self.status = status
    self.startTime = startTime
    self.endTime = endTime
    self.duration = duration
    self.tasks = tasks
    self.metrics = metrics
  }

  enum CodingKeys: String, CodingKey {
    case id, name, maxParallelism, parallelism, status, duration, tasks, metrics
    case startTime = "start-time"
    case endTime = "end-time"
  }
}
