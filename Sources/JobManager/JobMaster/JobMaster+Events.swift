import DreyModel

extension JobMaster {
  /// A slot that a job was given.
  struct Slot: Sendable, Equatable {
    var taskManager: String
    /// The name by which other TaskManagers reach that one.
    var host: String
  }

  /// What happens to a job.
  enum Event: Sendable {
    /// Always first.
    case submitted
    case slotsGranted([Slot])
    /// There are too few slots at present.
    case slotsMissing(available: Int)
    case slotRequestTimedOut(available: Int)
    /// A worker said this.
    case report(taskManager: String, attempt: Int, WorkerReport)
    case workerEnded(taskManager: String, attempt: Int, WorkerEnd)
    case taskManagerLost(String, reason: String)
    /// The time that ``Action/startSettling(milliseconds:)`` asked for has passed.
    case settled
    /// The time that ``Action/startExitTimer(taskManager:milliseconds:)`` asked for has passed.
    case exitTimedOut(taskManager: String, attempt: Int)
    /// Somebody wants the job to end, and why.
    case cancel(Failure)
    /// The answer to ``Action/askTime``, in milliseconds.
    case now(Int)
  }

  /// What is to be done for a job, in this order.
  enum Action: Sendable, Equatable {
    case report(ClusterEvent)
    case send(String, JobManagerMessage)
    case startSlotTimer(milliseconds: Int)
    case startSettling(milliseconds: Int)
    /// A worker has nothing left to do and should exit by itself within this time.
    case startExitTimer(taskManager: String, milliseconds: Int)
    /// Say what time it is: the job may be at its end.
    case askTime
    case releaseSlots
    /// Always last.
    case ended(JobResult)
  }
}
