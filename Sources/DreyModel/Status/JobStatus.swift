/// The state of a job, with Flink's names.
public enum JobStatus: String, Sendable, Codable, CaseIterable {
  case initializing = "INITIALIZING"
  case created = "CREATED"
  case running = "RUNNING"
  case failing = "FAILING"
  case failed = "FAILED"
  case cancelling = "CANCELLING"
  case canceled = "CANCELED"
  case finished = "FINISHED"
  case restarting = "RESTARTING"
  case suspended = "SUSPENDED"
  case reconciling = "RECONCILING"

  /// Nothing follows this state.
  public var isGloballyTerminal: Bool { self == .failed || self == .canceled || self == .finished }
}

/// The state of one subtask's execution attempt, with Flink's names.
public enum ExecutionState: String, Sendable, Codable, CaseIterable {
  case created = "CREATED"
  case scheduled = "SCHEDULED"
  case deploying = "DEPLOYING"
  case initializing = "INITIALIZING"
  case running = "RUNNING"
  case finished = "FINISHED"
  case canceling = "CANCELING"
  case canceled = "CANCELED"
  case failed = "FAILED"
  case reconciling = "RECONCILING"

  /// Nothing follows this state in the same attempt.
  public var isTerminal: Bool { self == .finished || self == .canceled || self == .failed }
}

/// How an application ended, with Flink's names.
public enum ApplicationStatus: String, Sendable, Codable {
  case succeeded = "SUCCEEDED"
  case failed = "FAILED"
  case canceled = "CANCELED"
  case unknown = "UNKNOWN"
}

/// How a job ended.
public struct JobResult: Sendable, Codable, Equatable {
  public var jobID: JobID
  public var name: String
  /// A globally terminal state.
  public var status: JobStatus
  /// Milliseconds from submission to end.
  public var netRuntime: Int
  public var failure: Failure?
  /// nil where there are none, so that results without them look as ever.
  private var accumulatorResults: [String: AccumulatorValue]?

  /// What the job's accumulators have come to, by name, over all subtasks.
  public var accumulators: [String: AccumulatorValue] {
    get { accumulatorResults ?? [:] }
    set { accumulatorResults = newValue.isEmpty ? nil : newValue }
  }

  public init(
    jobID: JobID, name: String, status: JobStatus, netRuntime: Int, failure: Failure? = nil,
    accumulators: [String: AccumulatorValue] = [:]
  ) {
    self.jobID = jobID
    self.name = name
    self.status = status
    self.netRuntime = netRuntime
    self.failure = failure
    self.accumulators = accumulators
  }
}

/// How an application ended, with the results of its jobs in the order of their submission.
public struct ApplicationResult: Sendable, Codable, Equatable {
  public var status: ApplicationStatus
  public var jobs: [JobResult]
  public var failure: Failure?

  public init(status: ApplicationStatus, jobs: [JobResult], failure: Failure? = nil) {
    self.status = status
    self.jobs = jobs
    self.failure = failure
  }
}
