import CurlHTTP
public import DreyModel

// Savepoints. The client chooses the operations' names, so that a call whose answer was lost can be made again.
extension JobManagerClient {
  /// Takes a savepoint and waits until it is complete. `POST /jobs/:jobid/savepoints`
  /// - Parameter target: the folder for it, as the cluster sees it; nil: what the cluster is configured for.
  /// - Returns: where it is, as the cluster sees it.
  public func takeSavepoint(of id: JobID, target: String? = nil) async throws -> String {
    let trigger = SavepointRequestID.random()
    let body = SavepointTriggerRequest(targetDirectory: target, triggerID: trigger)
    return try await savepoint(of: id, begin("/jobs/\(id)/savepoints", body, as: trigger))
  }

  /// Ends a job with a savepoint and waits until that is complete. `POST /jobs/:jobid/stop`
  /// - Parameters:
  ///   - target: the folder for it, as the cluster sees it; nil: what the cluster is configured for.
  ///   - drain: whether all time passes first, so that windows and timers fire: nothing can go on from such a savepoint as
  ///     if nothing had been.
  /// - Returns: where it is, as the cluster sees it.
  public func stop(_ id: JobID, target: String? = nil, drain: Bool = false) async throws -> String {
    let trigger = SavepointRequestID.random()
    let body = SavepointStopRequest(targetDirectory: target, drain: drain, triggerID: trigger)
    return try await savepoint(of: id, begin("/jobs/\(id)/stop", body, as: trigger))
  }

  /// How a savepoint is that was asked for. `GET /jobs/:jobid/savepoints/:triggerid`
  public func savepointStatus(
    of id: JobID, _ trigger: SavepointRequestID
  ) async throws -> AsyncOperationInfo<SavepointInfo> {
    try await decode(RestCall(.get, "/jobs/\(id)/savepoints/\(trigger)"))
  }

  /// Removes a savepoint and waits until it is gone. `POST /savepoint-disposal`
  /// - Parameter path: as the cluster sees it.
  public func disposeSavepoint(_ path: String) async throws {
    let trigger = try await begin("/savepoint-disposal", SavepointDisposalRequest(savepointPath: path), as: nil)
    let call = RestCall(.get, "/savepoint-disposal/\(trigger)")
    let operation: PlainOperation = try await end(of: call)
    if let cause = operation.failureCause { throw failed(call, cause) }
  }

  private func savepoint(of id: JobID, _ trigger: SavepointRequestID) async throws -> String {
    let call = RestCall(.get, "/jobs/\(id)/savepoints/\(trigger)")
    let operation: SavepointInfo = try await end(of: call)
    if let cause = operation.failureCause { throw failed(call, cause) }
    guard let location = operation.location else {
      throw error(call, .unreadable("it is completed without a location", excerpt: ""))
    }
    return location
  }
}

// What takes a while.
extension JobManagerClient {
  /// Asks for an operation.
  /// - Parameter trigger: its name where the body says it: then the call may be made again.
  /// - Returns: its name.
  func begin(_ path: String, _ body: some Encodable, as trigger: SavepointRequestID?) async throws -> SavepointRequestID
  {
    var call = RestCall(.post, path)
    do { try call.setJSON(body) } catch {
      throw self.error(call, .invalidArgument("the request cannot be written as JSON: \(error)"))
    }
    call.isIdempotent = trigger != nil
    let answer: AsyncOperationTrigger = try await decode(call)
    return answer.requestID
  }

  /// Waits for an operation's end.
  func end<Operation: Sendable & Codable & Equatable>(of call: RestCall) async throws -> Operation {
    var interval = PollInterval()
    while true {
      let info: AsyncOperationInfo<Operation> = try await decode(call)
      if info.status.id == .completed {
        if let operation = info.operation { return operation }
        throw error(call, .unreadable("it is completed without an operation", excerpt: ""))
      }
      try await Task.sleep(for: interval.next())
    }
  }

  func failed(_ call: RestCall, _ cause: FailureCause) -> JobManagerClientError {
    let failure = cause.failure ?? StackTrace(cause.stackTrace).failure(.infrastructure)
    return error(call, .failed(failure))
  }
}
