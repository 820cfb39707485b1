/// The answer to a call that begins something which takes a while: by this name its state is asked for.
public struct AsyncOperationTrigger: Sendable, Codable, Equatable {
  public var requestID: SavepointRequestID

  public init(_ requestID: SavepointRequestID) { self.requestID = requestID }

  enum CodingKeys: String, CodingKey { case requestID = "request-id" }
}

/// How an operation that takes a while is: asked for again and again until ``status`` is `COMPLETED`.
public struct AsyncOperationInfo<Operation: Sendable & Codable & Equatable>: Sendable, Codable, Equatable {
  public var status: JobExecutionResultInfo.QueueStatus
  /// What came of it; nil until then.
  public var operation: Operation?

  /// - Parameter operation: nil where it goes on.
  public init(_ operation: Operation?) {
    status = JobExecutionResultInfo.QueueStatus(id: operation == nil ? .inProgress : .completed)
    self.operation = operation
  }
}

/// The answer for an operation whose end says nothing but whether it worked.
public struct PlainOperation: Sendable, Codable, Equatable {
  /// nil: it worked.
  public var failureCause: FailureCause?

  public init(failure: Failure? = nil) { failureCause = failure.map(FailureCause.init) }

  enum CodingKeys: String, CodingKey { case failureCause = "failure-cause" }
}
