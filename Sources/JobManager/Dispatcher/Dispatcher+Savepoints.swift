import ControlPlane
import DreyModel

// Checkpoints and savepoints, as clients see them.
extension Dispatcher {
  /// Asks for a snapshot of a running job: a savepoint, with or without the job's end, or a checkpoint beside the regular
  /// ones.
  /// - Parameters:
  ///   - target: the folder for the savepoint's own folder, also as `file://` URI; nil:
  ///     `execution.checkpointing.savepoint-dir`. Of no meaning for a checkpoint.
  ///   - cancelsJob: whether the job is cancelled once a savepoint is complete.
  ///   - request: the client's name for it: asked for again under the same name, it is taken once.
  /// - Returns: the name to ask ``JobAnswers/operation(_:)`` with.
  @discardableResult func triggerSavepoint(
    _ id: JobID, target: String?, kind: SnapshotKind, request: SavepointRequestID = .random(),
    cancelsJob: Bool = false
  ) async throws(RestError) -> SavepointRequestID {
    guard let master = jobs[id]?.master else {
      let answers = try await answers(of: id)
      guard answers.operation(request) == nil else { return request }
      throw RestError(
        .conflict, "job \(id) has ended, \(answers.status.rawValue): it has nothing that could be saved")
    }
    guard master.checkpoints.operations[request] == nil else { return request }
    try Self.checkRoom(master.checkpoints.operations, for: "savepoints and checkpoints of job \(id)")
    let folder = try self.target(target, kind, master.checkpoints.settings)
    let suffix = String(RandomToken.make().prefix(12))
    handle(
      .checkpoint(
        .requested(
          SavepointRequest(id: request, kind: kind, target: folder, suffix: suffix, cancelsJob: cancelsJob))), for: id)
    return request
  }

  private static func checkRoom(_ operations: RecentOperations, for what: String) throws(RestError) {
    guard operations.isFull else { return }
    throw RestError(
      .serviceUnavailable, "\(RecentOperations.underWayLimit) \(what) are under way already",
      "Ask again when some of them have ended.")
  }

  private func target(
    _ target: String?, _ kind: SnapshotKind, _ settings: CheckpointSettings
  ) throws(RestError) -> String {
    let folder: String?
    if kind.isSavepoint, let target, !target.isEmpty {
      do throws(Failure) { folder = try FolderURI.path(target, of: "the target of the savepoint") } catch {
        throw RestError(.badRequest, error.message, error.advice)
      }
    } else {
      folder = kind.isSavepoint ? settings.savepointFolder : settings.folder
    }
    if let folder { return folder }
    let key = kind.isSavepoint ? OptionKey.savepointFolder : OptionKey.checkpointFolder
    throw RestError(
      .badRequest, "nothing says where the \(kind.noun) is to go", "Give a target folder, or set \(key.rawValue).")
  }

  /// Begins to delete a savepoint that no job needs.
  /// - Parameter path: its folder, also as `file://` URI.
  /// - Returns: the name to ask ``disposalStatus(_:)`` with.
  @discardableResult func disposeSavepoint(
    _ path: String, request: SavepointRequestID = .random()
  ) throws(RestError) -> SavepointRequestID {
    guard disposals[request] == nil else { return request }
    try Self.checkRoom(disposals, for: "disposals of savepoints")
    let folder: String
    do throws(Failure) { folder = try FolderURI.path(path, of: "the savepoint") } catch {
      throw RestError(.badRequest, error.message, error.advice)
    }
    if let user = jobs.values.first(where: { $0.master.uses(folder) }) {
      throw RestError(
        .conflict, "job \(user.master.jobID) may have to begin again from '\(folder)'", "Wait for its next checkpoint.")
    }
    disposals[request] = .inProgress
    Task { disposals[request] = await dispose(folder) }
    return request
  }

  /// Only what is a savepoint is deleted, not just any folder.
  private nonisolated func dispose(_ folder: String) async -> SavepointOperation {
    do throws(Failure) {
      _ = try await storage.read(folder)
      try await storage.delete(folder)
      return .completed(path: nil)
    } catch { return .failed(error) }
  }

  /// How far a deletion is.
  func disposalStatus(_ request: SavepointRequestID) throws(RestError) -> SavepointOperation {
    guard let operation = disposals[request] else {
      throw RestError(.notFound, "there is no savepoint disposal \(request)")
    }
    return operation
  }
}
