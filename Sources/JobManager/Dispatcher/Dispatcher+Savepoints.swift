import DreyModel

// Checkpoints and savepoints, as clients see them.
extension Dispatcher {
  /// Asks for a snapshot of a running job: a savepoint, with or without the job's end, or a checkpoint beside the regular
  /// ones.
  /// - Parameters:
  ///   - target: the folder for the savepoint's own folder; nil: `execution.checkpointing.savepoint-dir`. Of no meaning for
  ///     a checkpoint.
  ///   - request: the client's name for it: asked for again under the same name, it is taken once.
  /// - Returns: the name to ask ``savepointStatus(_:_:)`` with.
  @discardableResult func triggerSavepoint(
    _ id: JobID, target: String?, kind: SnapshotKind, request: SavepointRequestID = .random()
  ) throws(RestError) -> SavepointRequestID {
    throw RestError(.serviceUnavailable, "savepoints are not to be had yet")
  }

  /// How far a savepoint is. One that ends the job is complete when the job has ended.
  func savepointStatus(_ id: JobID, _ request: SavepointRequestID) throws(RestError) -> SavepointOperation {
    throw RestError(.notFound, "there is no savepoint operation \(request) of job \(id)")
  }

  /// Begins to delete a savepoint that no job needs.
  /// - Parameter path: its folder, also as `file://` URI.
  /// - Returns: the name to ask ``disposalStatus(_:)`` with.
  @discardableResult func disposeSavepoint(
    _ path: String, request: SavepointRequestID = .random()
  ) throws(RestError) -> SavepointRequestID {
    throw RestError(.serviceUnavailable, "savepoints are not to be had yet")
  }

  /// How far a deletion is.
  func disposalStatus(_ request: SavepointRequestID) throws(RestError) -> SavepointOperation {
    throw RestError(.notFound, "there is no savepoint disposal \(request)")
  }

  /// What became of a job's checkpoints.
  func checkpointStatistics(_ id: JobID) throws(RestError) -> CheckpointStatistics {
    guard jobs[id] != nil else { throw .unknown(id) }
    return CheckpointStatistics()
  }

  /// How a job's checkpoints are taken.
  func checkpointConfiguration(_ id: JobID) throws(RestError) -> CheckpointConfigurationInfo {
    guard jobs[id] != nil else { throw .unknown(id) }
    return CheckpointConfigurationInfo()
  }
}
