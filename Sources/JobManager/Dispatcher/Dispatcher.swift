import ChildProcess
import ControlPlane
import DreyModel

typealias TaskManagerSession = Session<TaskManagerMessage, JobManagerMessage>
typealias DriverSession = Session<DriverMessage, DriverReply>

/// Holds all that changes in a JobManager: TaskManagers, slots and jobs. Every event of the cluster comes through here.
///
/// No method suspends between reading and changing state, so what it decides holds while it acts.
actor Dispatcher {
  struct Settings: Sendable {
    var heartbeats: HeartbeatSettings
    /// In milliseconds.
    var slotRequestTimeout: Int
    /// What workers are given besides the job.
    var applicationArguments: [String]
    var workerEnvironment: [String: String]
    /// nil: all jobs are one application's.
    var session: SessionLimits?
    var jobStore: JobStoreLimits
    /// Bytes that the submissions of all jobs which have not ended may have together.
    var submissionCapacity: Int
    /// The cluster's configuration; what a job brings with it goes before it.
    var options = Options()
  }

  struct TaskManager {
    var registration: TaskManagerRegistration
    var host: String
    var session: TaskManagerSession
    /// In milliseconds since 1970.
    var lastHeard = WallClock.now
  }

  /// A job that has not ended.
  struct Job {
    var master: JobMaster
    /// In the order of submission.
    var number: Int
    /// See ``StoredJob/digest``.
    var digest: String?
    /// See ``StoredJob/parallelism``.
    var parallelism: Int?
    /// Bytes of what was submitted.
    var bytes: Int
    var timers: [JobMaster.Timer: Task<Void, Never>] = [:]
    let ended = Completion<Void>()
    var timeline = JobTimeline()
    /// A JobManager after this one would know of it.
    var isRecorded = true
  }

  let settings: Settings
  let events: EventLog
  let store: any JobStore
  let storage: any CheckpointStorage
  var artifact: Artifact?
  var slots = SlotPool()
  var taskManagers: [String: TaskManager] = [:]
  /// Those that have not ended.
  var jobs: [JobID: Job] = [:]
  var ended: EndedJobs
  /// Ended jobs that are being written to the disk.
  var unwritten = 0
  private var submitted = 0
  /// Executions that never became a job.
  var refusals: [Int: JobResult] = [:]
  /// Those that have not ended, in the order of submission.
  var order: [JobID] = []
  var forgotten = ForgottenJobs()
  /// Jobs that go on once main() executes them again, by the number of that execution.
  var expected: [Int: StoredJob] = [:]
  /// The values that runs of main() under JobManagers before this one made part of their jobs, once somebody has asked.
  var inheritedValues: [String: String]?
  var driver: DriverSession?
  var isShuttingDown = false
  /// Nothing happens to jobs any more.
  var isSuspended = false
  /// What is to be done to each job's checkpoints on the disk, one thing after the other: the last one.
  var storing: [JobID: Completion<Void>] = [:]
  /// Savepoints that are being deleted, or were.
  var disposals = RecentOperations()
  private let epoch = ContinuousClock.now

  /// - Parameters:
  ///   - store: where it keeps ended jobs, and what another JobManager may need after it.
  ///   - storage: where checkpoints are.
  init(
    settings: Settings, events: EventLog, store: any JobStore, storage: any CheckpointStorage = FolderStorage()
  ) {
    self.settings = settings
    ended = EndedJobs(settings.jobStore)
    self.events = events
    self.store = store
    self.storage = storage
  }

  /// Says which executable the workers run; before that jobs are refused.
  func use(_ artifact: Artifact) { self.artifact = artifact }

  /// Milliseconds since the start.
  var now: Int { Int((ContinuousClock.now - epoch) / .milliseconds(1)) }

  /// Lets a job's state machine handle an event and does what it says.
  func handle(_ event: JobMaster.Event, for id: JobID) {
    guard !isSuspended, let actions = jobs[id]?.master.handle(event, at: now) else { return }
    if let master = jobs[id]?.master { jobs[id]?.timeline.record(master, after: event, at: WallClock.now) }
    for action in actions { perform(action, for: id) }
  }

  private func perform(_ action: JobMaster.Action, for id: JobID) {
    switch action {
    case .report(let event): events.report(event)
    case .send(let taskManager, let message): taskManagers[taskManager]?.session.send(message)
    case .startTimer(let timer, let milliseconds): start(timer, milliseconds, for: id)
    case .load(let origin): load(origin, for: id)
    case .store(let action): store(action, for: id)
    case .keep(let splits, let attempt): keep(splits, attempt, for: id)
    case .requestSlots(let kept): requestSlots(for: id, keeping: kept)
    case .abandon(let taskManager): abandon(taskManager)
    case .releaseSlots:
      slots.release(id.hex)
      offerSlots()
    case .ended(let result): ended(result)
    }
  }

  private func start(_ timer: JobMaster.Timer, _ milliseconds: Int, for id: JobID) {
    jobs[id]?.timers[timer]?.cancel()
    jobs[id]?.timers[timer] = Task { [weak self] in
      try? await Task.sleep(for: .milliseconds(milliseconds))
      guard !Task.isCancelled else { return }
      await self?.fire(timer, for: id)
    }
  }

  private func fire(_ timer: JobMaster.Timer, for id: JobID) {
    // Cancelled after it had woken up: another one of the same name has taken its place.
    guard !Task.isCancelled else { return }
    jobs[id]?.timers[timer] = nil
    handle(.timer(timer), for: id)
  }

  /// Returns the number of the next job.
  func nextNumber() -> Int {
    submitted += 1
    return submitted
  }

  private func ended(_ result: JobResult) {
    guard let job = jobs.removeValue(forKey: result.jobID) else { return }
    order.removeAll { $0 == result.jobID }
    for timer in job.timers.values { timer.cancel() }
    let report = report(job)
    let entry = EndedJobs.Entry(
      job: EndedJob(report, digest: job.digest), number: job.number, isDelivered: driver != nil)
    // Only an application's main() that runs again asks for them.
    let values = settings.session == nil ? job.master.submission.main.values : [:]
    keep(entry, JobArchive(report, result, values: values))
    driver?.send(.jobEnded(executionIndex: job.master.submission.executionIndex, result: result))
    job.ended.complete(())
  }
}
