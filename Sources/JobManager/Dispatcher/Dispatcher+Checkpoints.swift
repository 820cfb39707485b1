import ChildProcess
import ControlPlane
import DreyModel

// What jobs want to have done on the disk.
extension Dispatcher {
  /// Reads what a job may begin from.
  func load(_ origin: JobMaster.Origin, for id: JobID) {
    guard let master = jobs[id]?.master else { return }
    let loader = CheckpointLoader(
      storage: storage, events: events, jobName: master.name, limit: master.checkpoints.settings.retained)
    Task {
      let event: JobMaster.Event
      do throws(Failure) {
        event = .loaded(try await loader.load(origin))
      } catch { event = .loadingFailed(error) }
      handle(event, for: id)
    }
  }

  /// Does something to a job's checkpoints on the disk, when all that it asked for before is done.
  func store(_ action: CheckpointCoordinator.Action, for id: JobID) {
    let previous = storing[id]
    let done = Completion<Void>()
    storing[id] = done
    Task {
      await previous?.value()
      if let event = await carryOut(action, for: id) { handle(.checkpoint(event), for: id) }
      if storing[id] === done { storing[id] = nil }
      done.complete(())
    }
  }

  /// Waits until all that jobs want done on the disk is done, for at most `limit`.
  func settleStorage(within limit: Duration) async {
    let deadline = ContinuousClock.now + limit
    for done in storing.values { _ = await done.value(within: deadline - .now) }
  }

  private nonisolated func carryOut(
    _ action: CheckpointCoordinator.Action, for id: JobID
  ) async -> CheckpointCoordinator.Event? {
    switch action {
    case .makeFolder(let checkpoint, let folder):
      return await result(of: checkpoint, .folderMade(checkpoint)) { () throws(Failure) in
        try await storage.makeFolder(folder)
      }
    case .complete(let metadata, let checkpoint, let retained):
      return await result(of: checkpoint.id, .written(checkpoint.id)) { () throws(Failure) in
        try await storage.write(metadata, to: checkpoint.path)
        if checkpoint.kind != .savepoint { try await store.checkpointCompleted(id, retained) }
      }
    case .delete(let folder): await attempt { () throws(Failure) in try await storage.delete(folder) }
    case .clean(let folder, let kept):
      // Where the job has ended that is kept first: one that has not needs what is deleted here.
      try? await store.settled()
      await attempt { () throws(Failure) in try await storage.clean(folder, keeping: kept) }
    case .tell, .wakeUp, .report, .cancel, .fail: break
    }
    return nil
  }

  private nonisolated func result(
    of checkpoint: Int, _ success: CheckpointCoordinator.Event, _ body: () async throws(Failure) -> Void
  ) async -> CheckpointCoordinator.Event {
    do throws(Failure) {
      try await body()
      return success
    } catch { return .storageFailed(checkpoint, error) }
  }

  /// What cannot be deleted is no reason to stop.
  private nonisolated func attempt(_ body: () async throws(Failure) -> Void) async {
    do throws(Failure) { try await body() } catch { events.log(.warn, source: "jobmanager", error.message) }
  }
}
