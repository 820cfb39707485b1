/// `GET /taskmanagers`.
public struct TaskManagersInfo: Sendable, Codable, Equatable {
  public var taskManagers: [TaskManagerInfo]

  public init(taskManagers: [TaskManagerInfo]) { self.taskManagers = taskManagers }

  enum CodingKeys: String, CodingKey { case taskManagers = "taskmanagers" }
}

/// A TaskManager, in ``TaskManagersInfo`` and as the answer to `GET /taskmanagers/:taskmanagerid`.
public struct TaskManagerInfo: Sendable, Codable, Equatable {
  /// Slots that a job has.
  public struct AllocatedSlot: Sendable, Codable, Equatable {
    public var jobID: JobID

    public init(jobID: JobID) { self.jobID = jobID }

    enum CodingKeys: String, CodingKey { case jobID = "jobId" }
  }

  public var id: String
  /// Where other TaskManagers reach it.
  public var path: String
  /// -1: each worker process has a port of its own.
  public var dataPort: Int
  /// -1: there is none.
  public var jmxPort: Int
  /// When it was heard of last, in milliseconds since 1970 (the name is Flink's).
  public var timeSinceLastHeartbeat: Int
  public var slotsNumber: Int
  public var freeSlots: Int
  /// Apache Flink may leave it out.
  public var blocked: Bool?
  /// One for each slot that is taken; nil in the list of all.
  public var allocatedSlots: [AllocatedSlot]?

  public init(
    id: String, path: String, timeSinceLastHeartbeat: Int, slotsNumber: Int, freeSlots: Int,
    allocatedSlots: [AllocatedSlot]? = nil
  ) {
    self.id = id
    self.path = path
    dataPort = -1
    jmxPort = -1
    self.timeSinceLastHeartbeat = timeSinceLastHeartbeat
    self.slotsNumber = slotsNumber
    self.freeSlots = freeSlots
    blocked = false
    self.allocatedSlots = allocatedSlots
  }
}
