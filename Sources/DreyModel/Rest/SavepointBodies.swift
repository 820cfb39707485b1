/// How a savepoint is written, with Flink's names. There is one format here: either name means it.
public enum SavepointFormatType: String, Sendable, Codable {
  case canonical = "CANONICAL"
  case native = "NATIVE"
}

/// `POST /jobs/:jobid/savepoints`
public struct SavepointTriggerRequest: Sendable, Codable, Equatable {
  /// The folder that the savepoint's own folder goes to; nil: `execution.checkpointing.savepoint-dir`.
  public var targetDirectory: String?
  /// Whether the job is cancelled once it is complete.
  public var cancelJob: Bool?
  public var formatType: SavepointFormatType?
  /// Chosen by the client, so that a call that is made twice does it once.
  public var triggerID: SavepointRequestID?

  public init(targetDirectory: String? = nil, cancelJob: Bool = false, triggerID: SavepointRequestID? = nil) {
    self.targetDirectory = targetDirectory
    self.cancelJob = cancelJob
    self.triggerID = triggerID
  }

  enum CodingKeys: String, CodingKey {
    case targetDirectory = "target-directory"
    case cancelJob = "cancel-job"
    case formatType
    case triggerID = "triggerId"
  }
}

/// `POST /jobs/:jobid/stop`: a savepoint with which the job ends. Followed by `GET /jobs/:jobid/savepoints/:triggerid`.
public struct SavepointStopRequest: Sendable, Codable, Equatable {
  /// As ``SavepointTriggerRequest/targetDirectory``; Flink spells this one differently.
  public var targetDirectory: String?
  /// Whether all time passes first, so that windows and timers fire.
  public var drain: Bool?
  public var formatType: SavepointFormatType?
  public var triggerID: SavepointRequestID?

  public init(targetDirectory: String? = nil, drain: Bool = false, triggerID: SavepointRequestID? = nil) {
    self.targetDirectory = targetDirectory
    self.drain = drain
    self.triggerID = triggerID
  }

  enum CodingKeys: String, CodingKey {
    case targetDirectory
    case drain
    case formatType
    case triggerID = "triggerId"
  }
}

/// What came of a savepoint; the body of `GET /jobs/:jobid/savepoints/:triggerid` is an ``AsyncOperationInfo`` of it.
public struct SavepointInfo: Sendable, Codable, Equatable {
  /// The folder, as the cluster sees it.
  public var location: String?
  /// Why there is none.
  public var failureCause: FailureCause?

  public init(location: String) { self.location = location }

  public init(failure: Failure) { failureCause = FailureCause(failure) }

  enum CodingKeys: String, CodingKey {
    case location
    case failureCause = "failure-cause"
  }
}

/// `POST /savepoint-disposal`; the body of `GET /savepoint-disposal/:triggerid` is an ``AsyncOperationInfo`` of
/// ``PlainOperation``.
public struct SavepointDisposalRequest: Sendable, Codable, Equatable {
  public var savepointPath: String

  public init(savepointPath: String) { self.savepointPath = savepointPath }

  enum CodingKeys: String, CodingKey { case savepointPath = "savepoint-path" }
}
