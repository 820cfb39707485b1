/// `GET /jobs/:jobid/checkpoints`. Times are milliseconds, points in time since 1970.
public struct CheckpointStatistics: Sendable, Codable, Equatable {
  /// How many there were of each kind.
  public struct Counts: Sendable, Codable, Equatable {
    public var restored = 0
    public var total = 0
    public var inProgress = 0
    public var completed = 0
    public var failed = 0

    public init() {}
  }

  /// What became of one.
  public enum Status: String, Sendable, Codable {
    case inProgress = "IN_PROGRESS"
    case completed = "COMPLETED"
    case failed = "FAILED"
  }

  /// One checkpoint or savepoint.
  public struct Entry: Sendable, Codable, Equatable {
    /// `in_progress`, `completed` or `failed`.
    public var className: String
    public var id: Int
    public var status: Status
    public var isSavepoint: Bool
    public var triggerTimestamp: Int
    /// -1 where no subtask has acknowledged yet.
    public var latestAckTimestamp: Int
    /// Bytes that were written for it.
    public var checkpointedSize: Int
    /// Bytes of all that a recovery reads, files of earlier checkpoints that it builds on among them.
    public var stateSize: Int
    public var endToEndDuration: Int
    public var subtaskCount: Int
    public var acknowledgedSubtaskCount: Int
    /// `CHECKPOINT`, `SAVEPOINT` or `SYNC_SAVEPOINT`.
    public var checkpointType: String
    /// The folder; nil unless it is complete.
    public var externalPath: String?
    /// It was complete, and has been deleted since.
    public var isDiscarded: Bool?
    public var failureTimestamp: Int?
    public var failureMessage: String?
    /// Milliseconds that the slowest subtask waited for the last barrier (drey's own field).
    public var longestAlignment: Int?
    /// Microseconds of the longest time that a subtask's records had to wait for a snapshot (drey's own field).
    public var longestStall: Int?

    /// One that has just been ordered.
    public init(id: Int, kind: SnapshotKind, triggerTimestamp: Int, subtaskCount: Int) {
      className = "in_progress"
      self.id = id
      status = .inProgress
      isSavepoint = kind.isSavepoint
      self.triggerTimestamp = triggerTimestamp
      latestAckTimestamp = -1
      checkpointedSize = 0
      stateSize = 0
      endToEndDuration = 0
      self.subtaskCount = subtaskCount
      acknowledgedSubtaskCount = 0
      checkpointType = kind.endsJob ? "SYNC_SAVEPOINT" : kind.rawValue
    }
  }

  /// What an attempt began from.
  public struct Restored: Sendable, Codable, Equatable {
    public var id: Int
    public var restoreTimestamp: Int
    public var isSavepoint: Bool
    public var externalPath: String?

    public init(id: Int, restoreTimestamp: Int, isSavepoint: Bool, externalPath: String?) {
      self.id = id
      self.restoreTimestamp = restoreTimestamp
      self.isSavepoint = isSavepoint
      self.externalPath = externalPath
    }
  }

  /// The latest of each kind.
  public struct Latest: Sendable, Codable, Equatable {
    public var completed: Entry?
    public var savepoint: Entry?
    public var failed: Entry?
    public var restored: Restored?

    public init() {}
  }

  /// Of all that were completed.
  public struct Range: Sendable, Codable, Equatable {
    public var min = 0
    public var max = 0
    public var avg = 0

    /// - Parameter values: empty: all is 0.
    public init(_ values: [Int] = []) {
      guard let least = values.min(), let most = values.max() else { return }
      min = least
      max = most
      avg = values.reduce(0, &+) / values.count
    }
  }

  /// What the completed ones took.
  public struct Summary: Sendable, Codable, Equatable {
    public var checkpointedSize = Range()
    public var stateSize = Range()
    public var endToEndDuration = Range()

    public init() {}
  }

  public var counts = Counts()
  public var summary = Summary()
  public var latest = Latest()
  /// Newest first, the last few.
  public var history: [Entry] = []

  public init() {}
}

extension CheckpointStatistics.Counts {
  enum CodingKeys: String, CodingKey {
    case restored, total, completed, failed
    case inProgress = "in_progress"
  }
}

extension CheckpointStatistics.Entry {
  enum CodingKeys: String, CodingKey {
    case className, id, status
    case isSavepoint = "is_savepoint"
    case triggerTimestamp = "trigger_timestamp"
    case latestAckTimestamp = "latest_ack_timestamp"
    case checkpointedSize = "checkpointed_size"
    case stateSize = "state_size"
    case endToEndDuration = "end_to_end_duration"
    case subtaskCount = "num_subtasks"
    case acknowledgedSubtaskCount = "num_acknowledged_subtasks"
    case checkpointType = "checkpoint_type"
    case externalPath = "external_path"
    case isDiscarded = "discarded"
    case failureTimestamp = "failure_timestamp"
    case failureMessage = "failure_message"
    case longestAlignment = "longest_alignment"
    case longestStall = "longest_stall"
  }
}

extension CheckpointStatistics.Restored {
  enum CodingKeys: String, CodingKey {
    case id
    case restoreTimestamp = "restore_timestamp"
    case isSavepoint = "is_savepoint"
    case externalPath = "external_path"
  }
}

extension CheckpointStatistics.Summary {
  enum CodingKeys: String, CodingKey {
    case checkpointedSize = "checkpointed_size"
    case stateSize = "state_size"
    case endToEndDuration = "end_to_end_duration"
  }
}
