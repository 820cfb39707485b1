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
    /// nil: every job that was ever submitted is kept.
    var session: SessionLimits?
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

  struct Job {
    var master: JobMaster
    var timers: [Task<Void, Never>] = []
    let ended = Completion<JobResult>()
    /// main() was told how it ended.
    var isDelivered = false
    /// What a client of a session submitted.
    var sessionJob: SessionJob?
    var timeline = JobTimeline()
    /// It ended under a JobManager before this one, and main() has not executed it again yet.
    var isInherited = false
  }

  let settings: Settings
  let events: EventLog
  let store: any JobStore
  var artifact: Artifact?
  var slots = SlotPool()
  var taskManagers: [String: TaskManager] = [:]
  var jobs: [JobID: Job] = [:]
  /// Executions that never became a job.
  var refusals: [Int: JobResult] = [:]
  /// In the order of submission.
  var order: [JobID] = []
  var forgotten = ForgottenJobs()
  /// Jobs that go on once main() executes them again, by the number of that execution.
  var expected: [Int: StoredJob] = [:]
  var driver: DriverSession?
  var isShuttingDown = false
  /// Nothing happens to jobs any more.
  var isSuspended = false
  private let epoch = ContinuousClock.now

  /// - Parameter store: where it keeps what another JobManager may need after it.
  init(settings: Settings, events: EventLog, store: any JobStore = NoJobStore()) {
    self.settings = settings
    self.events = events
    self.store = store
  }

  /// Says which executable the workers run; before that jobs are refused.
  func use(_ artifact: Artifact) { self.artifact = artifact }

  /// Milliseconds since the start.
  var now: Int { Int((ContinuousClock.now - epoch) / .milliseconds(1)) }

  /// Lets a job's state machine handle an event and does what it says.
  func handle(_ event: JobMaster.Event, for id: JobID) {
    guard !isSuspended, let actions = jobs[id]?.master.handle(event) else { return }
    if let master = jobs[id]?.master { jobs[id]?.timeline.record(master, after: event, at: WallClock.now) }
    for action in actions { perform(action, for: id) }
  }

  private func perform(_ action: JobMaster.Action, for id: JobID) {
    switch action {
    case .report(let event): events.report(event)
    case .send(let taskManager, let message): taskManagers[taskManager]?.session.send(message)
    case .startSlotTimer(let milliseconds):
      after(milliseconds, for: id) { .slotRequestTimedOut(available: await $0.slots.available) }
    case .startSettling(let milliseconds): after(milliseconds, for: id) { _ in .settled }
    case .startExitTimer(let taskManager, let milliseconds):
      let attempt = jobs[id]?.master.attempt ?? 0
      after(milliseconds, for: id) { _ in .exitTimedOut(taskManager: taskManager, attempt: attempt) }
    case .askTime: handle(.now(now), for: id)
    case .releaseSlots:
      slots.release(id.hex)
      offerSlots()
    case .ended(let result): ended(result)
    }
  }

  private func after(
    _ milliseconds: Int, for id: JobID, _ event: @escaping @Sendable (Dispatcher) async -> JobMaster.Event
  ) {
    let timer = Task { [weak self] in
      try? await Task.sleep(for: .milliseconds(milliseconds))
      guard !Task.isCancelled, let self else { return }
      await self.handle(event(self), for: id)
    }
    jobs[id]?.timers.append(timer)
  }

  private func ended(_ result: JobResult) {
    guard let job = jobs[result.jobID] else { return }
    for timer in job.timers { timer.cancel() }
    if let driver {
      driver.send(.jobEnded(executionIndex: job.master.submission.executionIndex, result: result))
      jobs[result.jobID]?.isDelivered = true
    }
    job.ended.complete(result)
    forgetOldJobs()
  }

  /// Gives slots to the jobs that wait for them, in the order of their submission.
  func offerSlots() {
    guard !isShuttingDown else { return }
    for id in order {
      guard let job = jobs[id], job.master.isWaitingForSlots else { continue }
      if let granted = slots.allocate(job.master.requiredSlots, for: id.hex) {
        let slots = granted.map { JobMaster.Slot(taskManager: $0, host: taskManagers[$0]?.host ?? $0) }
        handle(.slotsGranted(slots), for: id)
      } else {
        handle(.slotsMissing(available: slots.available), for: id)
      }
    }
  }
}
