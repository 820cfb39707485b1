/// What a TaskManager tells the JobManager. All that concerns a job names the attempt it belongs to.
public enum TaskManagerMessage: Sendable, Codable, Equatable {
  /// Always first.
  case register(TaskManagerRegistration)
  case heartbeat
  /// A job's worker process said this.
  case report(JobID, attempt: Int, WorkerReport)
  /// A job's worker process ended.
  case workerEnded(JobID, attempt: Int, WorkerEnd)
}

/// What the JobManager tells a TaskManager.
public enum JobManagerMessage: Sendable, Codable, Equatable {
  case registered(HeartbeatSettings)
  case refused(Failure)
  case heartbeat
  /// Start a worker process for these subtasks.
  case launch(WorkerLaunch)
  /// All workers of the attempt are ready.
  case start(JobID, attempt: Int, peers: [WorkerAddress])
  /// What else is to be told to the attempt's worker process.
  case command(JobID, attempt: Int, WorkerCommand)
  /// End the attempt's worker process.
  case cancel(JobID, attempt: Int)
  /// The cluster ends: exit.
  case shutdown
}

public struct TaskManagerRegistration: Sendable, Codable, Equatable {
  public var id: String
  /// The name by which other TaskManagers reach this one; nil: the address the JobManager sees.
  public var host: String?
  public var slots: Int

  public init(id: String, host: String?, slots: Int) {
    self.id = id
    self.host = host
    self.slots = slots
  }
}

/// `heartbeat.interval` and `heartbeat.timeout`, in milliseconds.
public struct HeartbeatSettings: Sendable, Codable, Equatable {
  public var interval: Int
  public var timeout: Int

  public init(interval: Int = 10_000, timeout: Int = 50_000) {
    self.interval = interval
    self.timeout = timeout
  }
}

/// All a TaskManager needs to start a job's worker process.
public struct WorkerLaunch: Sendable, Codable, Equatable {
  public var deployment: WorkerDeployment
  public var artifact: Artifact
  /// The arguments `main()` was given.
  public var arguments: [String]
  /// ``RoleEnvironment`` variables other than the role itself.
  public var environment: [String: String]
  /// See ``JobSubmission/environment``.
  public var mainEnvironment: [String: String]?

  public init(
    deployment: WorkerDeployment, artifact: Artifact, arguments: [String], environment: [String: String],
    mainEnvironment: [String: String]? = nil
  ) {
    self.deployment = deployment
    self.artifact = artifact
    self.arguments = arguments
    self.environment = environment
    self.mainEnvironment = mainEnvironment
  }
}

/// An executable in the JobManager's artifact store, named by its content.
public struct Artifact: Sendable, Codable, Hashable {
  /// 64 lower-case hexadecimal digits.
  public var sha256: String
  /// In bytes.
  public var size: Int

  public init(sha256: String, size: Int) {
    self.sha256 = sha256
    self.size = size
  }
}

/// How a worker process ended.
public struct WorkerEnd: Sendable, Codable, Equatable {
  /// The exit code, if it exited.
  public var exitCode: Int32?
  /// The signal, if one ended it.
  public var signal: Int32?
  /// Its last lines on standard error, oldest first.
  public var standardErrorTail: [String]

  public init(exitCode: Int32?, signal: Int32?, standardErrorTail: [String]) {
    self.exitCode = exitCode
    self.signal = signal
    self.standardErrorTail = standardErrorTail
  }
}
