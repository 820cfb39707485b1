import DreyModel

/// One job from its submission to its end, over all its attempts: an event goes in, what is to be done comes out.
struct JobMaster: Sendable {
  let jobID: JobID
  var submission: JobSubmission
  let settings: Settings
  let regions: PipelinedRegions
  /// Milliseconds on a clock that only goes forward, at submission.
  let submittedAt: Int

  private(set) var status = JobStatus.created
  var subtasks: [SubtaskID: ExecutionState]
  /// Those of the present attempt, and those of earlier ones that no failure has had to do with since.
  var workers: [WorkerID: Worker] = [:]
  var cause: RootCause?
  var progress = JobProgress()
  /// How it ended, once it has.
  var result: JobResult?
  /// Counts from 0.
  var attempt = 0
  var phase = Phase.submitting
  var restarts: RestartStrategy
  var checkpoints: CheckpointCoordinator
  /// The splits of the sources.
  var assignment: SplitAssignment
  /// How far the sources are that are to keep close to each other.
  var alignment = WatermarkAlignment()
  /// Why its attempts failed, newest first.
  var failures = FailureLog()
  /// When the next attempt is to begin; nil: there is none.
  var restartAt: Int?
  /// All subtasks of the attempt have been seen running.
  var isRunning = false
  /// Of the event that is being handled.
  var now: Int
  var actions: [Action] = []

  /// What a job is told that is the same in all its attempts. Times are milliseconds.
  struct Settings: Sendable {
    var artifact: Artifact
    var arguments: [String]
    var environment: [String: String]
    /// The executions of the same `main()` before it.
    var earlier: [EarlierExecution]
    /// `slot.request.timeout`.
    var slotRequestTimeout: Int
    var configuration = JobConfiguration()
    var origin = Origin.scratch
    /// The splits of the job's sources, if an earlier JobManager knew them.
    var splits: SourceSplits?
    /// From the beginning of 1970 to the beginning of the clock of events.
    var clockOffset = 0
    /// How long snapshots may take to be read before anything is deployed.
    var loadingTimeout = 120_000
    /// How long workers may take to get ready.
    var deploymentTimeout = 300_000
    /// How long workers that are told to end may take.
    var cancellationTimeout = 30_000
    /// How long a worker may live on when its subtasks have finished.
    var exitTimeout = 30_000
    /// From 0 to 1.
    var random: @Sendable () -> Double = { .random(in: 0...1) }
  }

  /// A process of the job: an attempt has one on each TaskManager that it was given slots of.
  struct WorkerID: Sendable, Hashable, Comparable {
    var taskManager: String
    /// The one that it was started for.
    var attempt: Int

    static func < (one: WorkerID, other: WorkerID) -> Bool {
      (one.taskManager, one.attempt) < (other.taskManager, other.attempt)
    }
  }

  /// What is known of a process of the job.
  struct Worker: Sendable, Equatable {
    var host: String
    var subtasks: [SubtaskID]
    /// Slots of its TaskManager.
    var slots = 0
    var dataPort: Int?
    /// A failure has to do with it: it ends, and what it runs begins anew.
    var isAffected = false
    /// It was told to end.
    var isCancelled = false
    var hasEnded = false
  }

  /// Each but the last has an end of its own: an event that comes, or a ``Timer``. From a failure on they speak of what is
  /// affected by it; the other workers go on meanwhile.
  enum Phase: Sendable, Equatable {
    /// Nothing has happened yet.
    case submitting
    /// What it begins from is read.
    case loading
    case waitingForSlots(lastSeen: Int?)
    /// Worker processes start.
    case deploying
    case running
    /// Something failed; whatever caused it may be heard of in a moment.
    case settling
    /// The workers end.
    case ending
    /// The next attempt begins in a while.
    case backingOff
    case ended
  }

  init(jobID: JobID, submission: JobSubmission, settings: Settings, now: Int) {
    self.jobID = jobID
    self.submission = submission
    self.settings = settings
    regions = PipelinedRegions(submission.graph)
    assignment = SplitAssignment(submission.graph, known: settings.splits)
    submittedAt = now
    self.now = now
    restarts = RestartStrategy(settings.configuration.restart)
    checkpoints = CheckpointCoordinator(
      jobID, submission.graph, settings.configuration.checkpoints, clockOffset: settings.clockOffset)
    subtasks = Dictionary(uniqueKeysWithValues: submission.graph.subtasks.map { ($0, .scheduled) })
  }

  /// A job that ended before this JobManager began: nothing happens to it any more.
  init(ended result: JobResult, submission: JobSubmission, settings: Settings) {
    self.init(jobID: result.jobID, submission: submission, settings: settings, now: 0)
    self.result = result
    status = result.status
    phase = .ended
    let state: ExecutionState = result.status == .finished ? .finished : .canceled
    for subtask in subtasks.keys { subtasks[subtask] = state }
    progress = JobProgress(accumulators: result.accumulators)
  }

  var name: String { submission.graph.name }
  var view: JobView { JobView(status: status, accumulators: progress.accumulators) }
  var isWaitingForSlots: Bool { if case .waitingForSlots = phase { true } else { false } }
  var messages: JobFailures { JobFailures(graph: submission.graph) }

  /// Whether it may have to begin from what is in a folder.
  func uses(_ folder: String) -> Bool {
    settings.configuration.savepoint == folder && phase == .loading
      || checkpoints.retained.entries.contains { $0.checkpoint.path == folder }
  }

  /// What follows from an event at a time, in milliseconds on the clock of ``submittedAt``.
  mutating func handle(_ event: Event, at now: Int) -> [Action] {
    guard phase != .ended else { return [] }
    actions = []
    self.now = max(self.now, now)
    switch event {
    case .submitted: submitted()
    case .loaded(let found): loaded(found)
    case .loadingFailed(let failure): loadingFailed(failure)
    case .slotsGranted(let slots, let token): slotsGranted(slots, token)
    case .slotsMissing(let available): slotsMissing(available)
    case .splitsKept(attempt): splitsKept()
    case .splitsKept: break
    case .report(let taskManager, let attempt, let report):
      reported(report, by: WorkerID(taskManager: taskManager, attempt: attempt))
    case .workerEnded(let taskManager, let attempt, let end):
      workerEnded(end, of: WorkerID(taskManager: taskManager, attempt: attempt))
    case .taskManagerLost(let taskManager, let reason): taskManagerLost(taskManager, reason)
    case .timer(let timer): timePassed(timer)
    case .checkpoint(let event): tell(event)
    case .cancel(let failure): cancel(failure)
    }
    return actions
  }

  private mutating func timePassed(_ timer: Timer) {
    switch timer {
    case .loading: if phase == .loading { loadingFailed(messages.loadingTimeout(settings.loadingTimeout)) }
    case .slots(attempt): slotRequestTimedOut()
    case .deployment(attempt): deploymentTimedOut()
    case .settling(attempt): if phase == .settling { endWorkers() }
    case .cancellation(attempt): cancellationTimedOut()
    case .backoff(attempt): if phase == .backingOff { beginAttempt() }
    case .exit(let taskManager, let attempt): exitTimedOut(WorkerID(taskManager: taskManager, attempt: attempt))
    case .watermarks(attempt): announceWatermarks()
    case .checkpoints: tell(.tick)
    case .slots, .deployment, .settling, .cancellation, .backoff, .watermarks: break
    }
  }

  mutating func report(_ status: JobStatus) {
    guard self.status != status || status == .created else { return }
    self.status = status
    let failure = status.isGloballyTerminal ? cause?.failure : nil
    actions.append(.report(.jobStatusChanged(jobID: jobID, name: name, status: status, failure: failure)))
  }
}
