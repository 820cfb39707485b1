import CurlHTTP
public import DreyModel

// Checkpoints.
extension JobManagerClient {
  /// The checkpoints and savepoints of a job. `GET /jobs/:jobid/checkpoints`
  public func checkpoints(of id: JobID) async throws -> CheckpointStatistics {
    try await decode(RestCall(.get, "/jobs/\(id)/checkpoints"))
  }

  /// How a job takes checkpoints; nil where it takes none. `GET /jobs/:jobid/checkpoints/config`
  public func checkpointConfiguration(of id: JobID) async throws -> CheckpointConfigurationInfo? {
    let info: CheckpointConfigurationInfo
    do { info = try await decode(RestCall(.get, "/jobs/\(id)/checkpoints/config")) } catch let error
      as JobManagerClientError where error.isNotFound
    {
      // A job that is not there is not found either.
      _ = try await status(of: id)
      return nil
    }
    return info.interval == .max ? nil : info
  }

  /// One checkpoint or savepoint. `GET /jobs/:jobid/checkpoints/details/:checkpointid`
  public func checkpoint(_ checkpoint: Int, of id: JobID) async throws -> CheckpointStatistics.Entry {
    try await decode(RestCall(.get, "/jobs/\(id)/checkpoints/details/\(checkpoint)"))
  }

  /// Takes a checkpoint and waits until it is complete. `POST /jobs/:jobid/checkpoints`
  /// - Returns: its number.
  public func takeCheckpoint(of id: JobID) async throws -> Int {
    let name = SavepointRequestID.random()
    let trigger = try await begin(
      "/jobs/\(id)/checkpoints", CheckpointTriggerRequest(triggerID: name), as: name)
    let call = RestCall(.get, "/jobs/\(id)/checkpoints/\(trigger)")
    let operation: CheckpointTriggerInfo = try await end(of: call)
    if let cause = operation.failureCause { throw failed(call, cause) }
    guard let checkpoint = operation.checkpointID else {
      throw error(call, .unreadable("it is completed without a checkpointId", excerpt: ""))
    }
    return checkpoint
  }
}
