/// What a TaskManager tells the worker process it started for a job.
public enum WorkerCommand: Sendable, Codable, Equatable {
  /// Always first: which subtasks to run.
  case deploy(WorkerDeployment)
  /// The splits of the worker's sources, or a part of them; all of them come before the start.
  case splits([SplitsPart])
  /// Where the subtasks of all workers can be reached; the subtasks start now.
  case start(peers: [WorkerAddress])
  /// Take a snapshot: sources send a barrier.
  case triggerCheckpoint(CheckpointTrigger)
  /// All of the checkpoint is on the disk: what was prepared for it is committed.
  case checkpointCompleted(Int)
  /// The checkpoint will not be completed; what is still being written for it is given up.
  case checkpointAborted(Int)
  /// How far the members of a group have come; see ``WatermarkAlignment``.
  case align(GroupWatermark)
  /// How an execution before the deployed one ended.
  case result(EarlierResult)
}

/// What a worker process tells its TaskManager.
public enum WorkerReport: Sendable, Codable, Equatable {
  /// How did this execution end, which ``WorkerDeployment/endedExecutions`` says has ended? Answered by
  /// ``WorkerCommand/result(_:)``.
  case askResult(executionIndex: Int)
  /// The splits of a source that ``WorkerDeployment/enumerates`` names, or a part of them; all of them come before `ready`.
  case enumerated([SplitsPart])
  /// The splits of the source that is this vertex could not be enumerated.
  case enumerationFailed(vertex: Int, Failure)
  /// The graph was rebuilt and matches; the worker accepts data connections on this port.
  case ready(dataPort: Int)
  /// The worker cannot run what it was given (another graph, a subtask that is not in it).
  case refused(Failure)
  /// A subtask changed its state.
  case subtask(SubtaskUpdate)
  /// How far all subtasks of the worker are; about once a second.
  case progress([SubtaskProgress])
  /// Something about a checkpoint.
  case checkpoint(CheckpointReport)
  /// How far a subtask has come that is in a group; see ``WatermarkAlignment``.
  case watermark(WatermarkReport)
}

/// The part of a job that one worker process runs.
public struct WorkerDeployment: Sendable, Codable, Equatable {
  public var jobID: JobID
  /// Counts the executions of the job, from 0; a message of an earlier attempt is ignored.
  public var attempt: Int
  /// Which call of `execute` in `main()` this job is.
  public var executionIndex: Int
  /// Whether the executions before it had ended when it was submitted, in their order. So that `main()` takes the same path
  /// here, a worker asks for their results: ``WorkerReport/askResult(executionIndex:)``.
  public var endedExecutions: [Bool]
  /// The fingerprint of the graph that the JobManager scheduled.
  public var fingerprint: String
  /// The graph itself: its names stand, whatever `main()` makes of them in the worker. nil: the fingerprint has to do.
  public var graph: JobGraph?
  public var subtasks: [SubtaskID]
  /// Every data connection of this attempt must present it: 64 hexadecimal digits.
  public var token: String
  /// nil: no checkpoints are taken.
  public var checkpointing: CheckpointingMode?
  /// nil: it begins anew.
  public var restored: RestoredState?
  /// Vertices, all of them sources: this worker finds out for the whole job what they read, before it gets ready.
  public var enumerates: [Int]?
  /// The number of key groups, which what the job was restored from may have decided; nil: as the graph says.
  public var maxParallelism: Int?
  /// The record that `main()` left to its runs in the workers.
  public var main: MainRecord

  public init(
    jobID: JobID, attempt: Int, executionIndex: Int, endedExecutions: [Bool], fingerprint: String,
    subtasks: [SubtaskID], token: String, checkpointing: CheckpointingMode? = nil, restored: RestoredState? = nil,
    enumerates: [Int]? = nil,
    maxParallelism: Int? = nil,
    main: MainRecord = MainRecord(), graph: JobGraph? = nil
  ) {
    self.jobID = jobID
    self.attempt = attempt
    self.executionIndex = executionIndex
    self.endedExecutions = endedExecutions
    self.fingerprint = fingerprint
    self.subtasks = subtasks
    self.token = token
    self.checkpointing = checkpointing
    self.restored = restored
    self.enumerates = enumerates
    self.maxParallelism = maxParallelism
    self.main = main
    self.graph = graph
  }
}

/// Where a worker accepts data connections for its subtasks.
public struct WorkerAddress: Sendable, Codable, Equatable {
  public var host: String
  public var port: Int
  public var subtasks: [SubtaskID]

  public init(host: String, port: Int, subtasks: [SubtaskID]) {
    self.host = host
    self.port = port
    self.subtasks = subtasks
  }
}

/// A subtask's change of state.
public struct SubtaskUpdate: Sendable, Codable, Equatable {
  public var subtask: SubtaskID
  public var state: ExecutionState
  public var failure: Failure?
  /// At the end: what the subtask did in all.
  public var progress: SubtaskProgress?

  public init(
    subtask: SubtaskID, state: ExecutionState, failure: Failure? = nil, progress: SubtaskProgress? = nil
  ) {
    self.subtask = subtask
    self.state = state
    self.failure = failure
    self.progress = progress
  }
}

/// How far a subtask is.
public struct SubtaskProgress: Sendable, Codable, Equatable {
  public var subtask: SubtaskID
  public var metrics: SubtaskMetrics
  /// By name. Those that hold records are there at the end only.
  public var accumulators: [String: AccumulatorValue]

  public init(subtask: SubtaskID, metrics: SubtaskMetrics, accumulators: [String: AccumulatorValue] = [:]) {
    self.subtask = subtask
    self.metrics = metrics
    self.accumulators = accumulators
  }
}
