/// What a snapshot of a job's state is for.
public enum SnapshotKind: String, Sendable, Codable, CaseIterable {
  /// Taken regularly, for recovery; the job owns it.
  case checkpoint = "CHECKPOINT"
  /// Asked for by a person, who owns it.
  case savepoint = "SAVEPOINT"
  /// A savepoint after which the job ends; its windows stay open.
  case stop = "STOP"
  /// A savepoint after which the job ends, with all time passed first, so that windows and timers fire.
  case drain = "DRAIN"

  /// Whether nothing follows in the stream.
  public var endsJob: Bool { self == .stop || self == .drain }
  /// Whether a person owns what is written.
  public var isSavepoint: Bool { self != .checkpoint }
  /// What people call it.
  public var noun: String { isSavepoint ? "savepoint" : "checkpoint" }
}

/// The order to take a snapshot; it travels from the JobManager to the sources, and as a barrier through the streams.
public struct CheckpointTrigger: Sendable, Codable, Equatable {
  /// From 1 on, rising over all attempts of the job.
  public var id: Int
  /// When it was ordered, in milliseconds since 1970 began (UTC).
  public var timestamp: Int
  public var kind: SnapshotKind
  /// The folder that the snapshots' files go to: absolute, and seen by all members of the cluster.
  public var folder: String

  public init(id: Int, timestamp: Int, kind: SnapshotKind, folder: String) {
    self.id = id
    self.timestamp = timestamp
    self.kind = kind
    self.folder = folder
  }
}

/// How a subtask takes part in checkpoints; nil in a ``WorkerDeployment`` where there are none.
public struct CheckpointingMode: Sendable, Codable, Equatable {
  /// Flink's `execution.checkpointing.mode`.
  public enum Guarantee: String, Sendable, Codable {
    /// A subtask waits until the barrier has come along all inputs.
    case exactlyOnce = "EXACTLY_ONCE"
    /// It goes on reading meanwhile: records may be counted twice after a recovery.
    case atLeastOnce = "AT_LEAST_ONCE"
  }

  public var guarantee: Guarantee
  /// What `execution.checkpointing.unaligned.enabled` says: whether barriers overtake records, which become part of the
  /// checkpoint instead. Savepoints are aligned all the same, and `AT_LEAST_ONCE` has nothing to align.
  public var isUnaligned: Bool
  /// What `execution.checkpointing.aligned-checkpoint-timeout` says, in milliseconds: how long barriers are given to come
  /// along all channels before they overtake.
  public var alignedTimeout: Int
  /// What `execution.checkpointing.incremental` says: whether checkpoints show what has changed since the one before. Savepoints
  /// show all.
  public var isIncremental: Bool

  public init(
    _ guarantee: Guarantee = .exactlyOnce, isUnaligned: Bool = false, alignedTimeout: Int = 0,
    isIncremental: Bool = false
  ) {
    self.guarantee = guarantee
    self.isUnaligned = isUnaligned
    self.alignedTimeout = alignedTimeout
    self.isIncremental = isIncremental
  }
}
