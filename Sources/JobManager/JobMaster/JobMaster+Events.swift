import DreyModel

extension JobMaster {
  /// A slot that a job was given.
  struct Slot: Sendable, Equatable {
    var taskManager: String
    /// The name by which other TaskManagers reach that one.
    var host: String
  }

  /// What a job waits for, for no longer than a certain time.
  enum Timer: Sendable, Hashable {
    /// The snapshots that it may begin from are being read.
    case loading
    case slots(attempt: Int)
    /// All workers are ready.
    case deployment(attempt: Int)
    /// The cause of something that failed may be heard of.
    case settling(attempt: Int)
    /// Workers that were told to end have ended.
    case cancellation(attempt: Int)
    /// Nothing: the next attempt begins then.
    case backoff(attempt: Int)
    /// A worker has nothing left to do and should exit by itself.
    case exit(taskManager: String, attempt: Int)
    /// Groups of sources are to be told how far they are.
    case watermarks(attempt: Int)
    /// Checkpoints have something to do.
    case checkpoints
  }

  /// What happens to a job.
  enum Event: Sendable {
    /// Always first.
    case submitted
    /// The answer to ``Action/load(_:)``.
    case loaded(FoundCheckpoints)
    case loadingFailed(Failure)
    /// - Parameter token: of the attempt; see ``WorkerDeployment/token``.
    case slotsGranted([Slot], token: String)
    /// There are too few slots at present.
    case slotsMissing(available: Int)
    /// The answer to ``Action/keep(_:attempt:)``.
    case splitsKept(attempt: Int)
    /// A worker said this.
    case report(taskManager: String, attempt: Int, WorkerReport)
    case workerEnded(taskManager: String, attempt: Int, WorkerEnd)
    case taskManagerLost(String, reason: String)
    /// The time that ``Action/startTimer(_:milliseconds:)`` asked for has passed.
    case timer(Timer)
    /// A savepoint was asked for, or what ``Action/store(_:)`` asked for is done.
    case checkpoint(CheckpointCoordinator.Event)
    /// Somebody wants the job to end, and why.
    case cancel(Failure)
  }

  /// What is to be done for a job, in this order.
  enum Action: Sendable, Equatable {
    case report(ClusterEvent)
    case send(String, JobManagerMessage)
    /// One of the same name that runs is void.
    case startTimer(Timer, milliseconds: Int)
    /// Read what the job may begin from.
    case load(Origin)
    /// Folders and files are to be made or deleted, one thing after the other.
    case store(CheckpointCoordinator.Action)
    /// Keep what the sources read for a JobManager after this one; the subtasks start then.
    case keep(SourceSplits, attempt: Int)
    /// The slots that the job has are free but for so many of these TaskManagers, and it is the first to be given new ones.
    case requestSlots(keeping: [String: Int])
    /// This TaskManager does not do what it is told.
    case abandon(String)
    case releaseSlots
    /// Always last.
    case ended(JobResult)
  }

  /// What a job may begin from.
  enum Origin: Sendable, Equatable {
    /// Nothing.
    case scratch
    /// This savepoint or checkpoint.
    case savepoint(String)
    /// The newest checkpoint of an earlier JobManager that can be read: of these, newest first, or another one in the
    /// job's folder; if there never was one, this savepoint.
    case checkpoints([CompletedCheckpoint], folder: String?, savepoint: String?)
  }
}
