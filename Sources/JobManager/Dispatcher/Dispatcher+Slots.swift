import ControlPlane
import DreyModel

// Who gets which slots.
extension Dispatcher {
  /// Gives slots to the jobs that wait for them, in the order of their submission.
  func offerSlots() {
    guard !isShuttingDown, !isWritingBehind else { return }
    for id in order { offerSlots(to: id) }
  }

  /// Takes back what slots a job has but those that it keeps, and asks for new ones before any other job can have them.
  func requestSlots(for id: JobID, keeping kept: [String: Int]) {
    slots.release(id.hex, keeping: kept)
    guard !isShuttingDown, !isWritingBehind else { return }
    offerSlots(to: id)
    offerSlots()
  }

  private func offerSlots(to id: JobID) {
    guard let job = jobs[id], job.isRecorded, job.master.isWaitingForSlots else { return }
    let silent = silentTaskManagers
    if let granted = slots.allocate(job.master.neededSlots, for: id.hex, avoiding: silent) {
      let slots = granted.map { JobMaster.Slot(taskManager: $0, host: taskManagers[$0]?.host ?? $0) }
      handle(.slotsGranted(slots, token: RandomToken.make()), for: id)
    } else {
      handle(.slotsMissing(available: slots.available(avoiding: silent)), for: id)
    }
  }

  /// Those that have not been heard of for so long that they may be lost. They get nothing to do until they are.
  private var silentTaskManagers: Set<String> {
    Set(taskManagers.filter { isSilent($0.value) }.keys)
  }

  /// Heartbeats that may be missing.
  private static let missedHeartbeats = 2

  func isSilent(_ taskManager: TaskManager) -> Bool {
    WallClock.now - taskManager.lastHeard > settings.heartbeats.interval * (Self.missedHeartbeats + 1)
  }
}
