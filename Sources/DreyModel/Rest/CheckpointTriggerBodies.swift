/// `POST /jobs/:jobid/checkpoints`
public struct CheckpointTriggerRequest: Sendable, Codable, Equatable {
  /// Flink's kinds of checkpoint.
  public enum Kind: String, Sendable, Codable {
    /// As the job is configured.
    case configured = "CONFIGURED"
    /// With all of its state.
    case full = "FULL"
    /// With what has changed.
    case incremental = "INCREMENTAL"
  }

  public var checkpointType: Kind?
  public var triggerID: SavepointRequestID?

  public init(checkpointType: Kind = .configured, triggerID: SavepointRequestID? = nil) {
    self.checkpointType = checkpointType
    self.triggerID = triggerID
  }

  enum CodingKeys: String, CodingKey {
    case checkpointType
    case triggerID = "triggerId"
  }
}

/// What came of a checkpoint that was asked for; the body of `GET /jobs/:jobid/checkpoints/:triggerid` is an
/// ``AsyncOperationInfo`` of it.
public struct CheckpointTriggerInfo: Sendable, Codable, Equatable {
  public var checkpointID: Int?
  /// Why there is none.
  public var failureCause: FailureCause?

  public init(checkpointID: Int) { self.checkpointID = checkpointID }

  public init(failure: Failure) { failureCause = FailureCause(failure) }

  enum CodingKeys: String, CodingKey {
    case checkpointID = "checkpointId"
    case failureCause
  }
}
