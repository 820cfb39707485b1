import DreyModel

/// One job from its submission to its end: an event goes in, what is to be done comes out.
struct JobMaster: Sendable {
  let jobID: JobID
  let submission: JobSubmission
  let settings: Settings
  /// Milliseconds on a clock that only goes forward, at submission.
  let submittedAt: Int

  private(set) var status = JobStatus.created
  private(set) var subtasks: [SubtaskID: ExecutionState]
  private(set) var workers: [String: Worker] = [:]
  private(set) var cause: RootCause?
  private(set) var progress = JobProgress()
  /// How it ended, once it has.
  private(set) var result: JobResult?
  var attempt = 0
  private var phase = Phase.waitingForSlots(lastSeen: nil)
  private var actions: [Action] = []

  /// What a job is told that is the same in all its attempts.
  struct Settings: Sendable {
    var artifact: Artifact
    var arguments: [String]
    var environment: [String: String]
    var earlierResults: [JobResult?]
    var token: String
    /// `slot.request.timeout`, in milliseconds.
    var slotRequestTimeout: Int
    /// How long a worker may live on when its subtasks have finished, in milliseconds.
    var exitTimeout = 30_000
  }

  /// The job's process on one TaskManager.
  struct Worker: Sendable, Equatable {
    var host: String
    var subtasks: [SubtaskID]
    var dataPort: Int?
    var hasEnded = false
  }

  private enum Phase: Sendable, Equatable {
    case waitingForSlots(lastSeen: Int?)
    /// Worker processes start.
    case deploying
    case running
    /// Something failed; whatever caused it may be heard of in a moment.
    case settling
    /// The workers end.
    case ending
    case ended
  }

  init(jobID: JobID, submission: JobSubmission, settings: Settings, now: Int) {
    self.jobID = jobID
    self.submission = submission
    self.settings = settings
    submittedAt = now
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
  var requiredSlots: Int { submission.graph.requiredSlots }
  var view: JobView { JobView(status: status, accumulators: progress.accumulators) }
  var isWaitingForSlots: Bool { if case .waitingForSlots = phase { true } else { false } }

  private var failures: JobFailures { JobFailures(graph: submission.graph) }

  /// What follows from an event.
  mutating func handle(_ event: Event) -> [Action] {
    actions = []
    switch event {
    case .submitted: submitted()
    case .slotsGranted(let slots): slotsGranted(slots)
    case .slotsMissing(let available): slotsMissing(available)
    case .slotRequestTimedOut(let available): slotRequestTimedOut(available)
    case .report(let taskManager, let attempt, let report):
      if attempt == self.attempt { reported(report, by: taskManager) }
    case .workerEnded(let taskManager, let attempt, let end):
      if attempt == self.attempt { workerEnded(end, on: taskManager) }
    case .taskManagerLost(let taskManager, let reason): taskManagerLost(taskManager, reason)
    case .settled: if phase == .settling { endWorkers() }
    case .exitTimedOut(let taskManager, let attempt):
      if attempt == self.attempt { exitTimedOut(taskManager) }
    case .cancel(let failure): cancel(failure)
    case .now(let time): finishIfDone(now: time)
    }
    return actions
  }
}

// Waiting for slots, then for workers.
extension JobMaster {
  private mutating func submitted() {
    report(.created)
    actions.append(.startSlotTimer(milliseconds: settings.slotRequestTimeout))
  }

  private mutating func slotsMissing(_ available: Int) {
    guard case .waitingForSlots(let lastSeen) = phase, lastSeen != available else { return }
    phase = .waitingForSlots(lastSeen: available)
    actions.append(.report(.slotsMissing(job: name, required: requiredSlots, available: available)))
  }

  private mutating func slotRequestTimedOut(_ available: Int) {
    guard isWaitingForSlots else { return }
    note(RootCause(.decisive, failures.slotTimeout(available: available, milliseconds: settings.slotRequestTimeout)))
  }

  /// Slot k gets the k-th share of the graph.
  private mutating func slotsGranted(_ slots: [Slot]) {
    guard isWaitingForSlots else { return }
    phase = .deploying
    for (slot, share) in zip(slots, submission.graph.slotShares) {
      workers[slot.taskManager, default: Worker(host: slot.host, subtasks: [])].subtasks += share
    }
    for id in workers.keys { workers[id]?.subtasks.sort() }
    report(.running)
    for (taskManager, worker) in workers.sorted(by: { $0.key < $1.key }) {
      for subtask in worker.subtasks { subtasks[subtask] = .deploying }
      actions.append(.send(taskManager, .launch(launch(of: worker))))
    }
  }

  private func launch(of worker: Worker) -> WorkerLaunch {
    WorkerLaunch(
      deployment: WorkerDeployment(
        jobID: jobID, attempt: attempt, executionIndex: submission.executionIndex,
        earlierResults: settings.earlierResults, fingerprint: submission.graph.fingerprint, subtasks: worker.subtasks,
        token: settings.token),
      artifact: settings.artifact, arguments: settings.arguments, environment: settings.environment)
  }

  private mutating func reported(_ report: WorkerReport, by taskManager: String) {
    guard let worker = workers[taskManager], !worker.hasEnded else { return }
    switch report {
    case .ready(let port): ready(port, taskManager)
    case .refused(let failure): note(RootCause(.decisive, failure))
    case .subtask(let update): updated(update, of: worker, on: taskManager)
    case .checkpoint: break
    case .progress(let subtasks):
      for each in subtasks where worker.subtasks.contains(each.subtask) && self.subtasks[each.subtask] == .running {
        progress.record(each)
      }
    }
  }

  private mutating func ready(_ port: Int, _ taskManager: String) {
    guard phase == .deploying, (1...65_535).contains(port) else { return }
    workers[taskManager]?.dataPort = port
    let sorted = workers.sorted { $0.key < $1.key }
    let peers = sorted.compactMap { _, worker in
      worker.dataPort.map { WorkerAddress(host: worker.host, port: $0, subtasks: worker.subtasks) }
    }
    guard peers.count == workers.count else { return }
    phase = .running
    for (taskManager, _) in sorted { actions.append(.send(taskManager, .start(jobID, attempt: attempt, peers: peers))) }
  }
}

// Subtasks at work, and what can go wrong with them.
extension JobMaster {
  private mutating func updated(_ update: SubtaskUpdate, of worker: Worker, on taskManager: String) {
    guard worker.subtasks.contains(update.subtask), subtasks[update.subtask]?.isTerminal == false else { return }
    subtasks[update.subtask] = update.state
    if let last = update.progress, last.subtask == update.subtask { progress.record(last) }
    if update.state == .finished, isDone(worker) {
      actions.append(.startExitTimer(taskManager: taskManager, milliseconds: settings.exitTimeout))
    }
    guard update.state == .failed else { return }
    let failure = update.failure ?? Failure(.user, "it did not say why")
    // A connection that broke is the usual consequence of another worker's crash.
    let weight: RootCause.Weight = failure.domain == .infrastructure ? .consequential : .decisive
    note(RootCause(weight, failures.subtask(update.subtask, on: taskManager, failure)))
  }

  private func isDone(_ worker: Worker) -> Bool { worker.subtasks.allSatisfy { subtasks[$0] == .finished } }

  private mutating func exitTimedOut(_ taskManager: String) {
    guard phase == .running, let worker = workers[taskManager], !worker.hasEnded, isDone(worker) else { return }
    let failure = failures.stillThere(worker.subtasks, on: taskManager, milliseconds: settings.exitTimeout)
    note(RootCause(.decisive, failure))
  }

  private mutating func workerEnded(_ end: WorkerEnd, on taskManager: String) {
    guard let worker = workers[taskManager], !worker.hasEnded else { return }
    workers[taskManager]?.hasEnded = true
    let isDone = isDone(worker)
    let wasEnded = phase == .ending && WorkerFailure.isEndedByCancel(end)
    if !wasEnded, !(isDone && end.exitCode == 0 && phase != .deploying) {
      let place = failures.place(worker.subtasks, taskManager)
      note(RootCause(.decisive, WorkerFailure.make(end, job: name, place: place, isDone: isDone)))
    }
    for subtask in worker.subtasks where subtasks[subtask]?.isTerminal == false {
      subtasks[subtask] = status == .cancelling || wasEnded ? .canceled : .failed
    }
    actions.append(.askTime)
  }

  private mutating func taskManagerLost(_ taskManager: String, _ reason: String) {
    guard let worker = workers[taskManager], !worker.hasEnded else { return }
    workers[taskManager]?.hasEnded = true
    note(RootCause(.loss, failures.lost(worker.subtasks, on: taskManager, reason: reason)))
    for subtask in worker.subtasks where subtasks[subtask]?.isTerminal == false { subtasks[subtask] = .failed }
    actions.append(.askTime)
  }
}

// The end.
extension JobMaster {
  /// The time a consequence waits for its cause, in milliseconds.
  static let settlingTime = 1000

  private mutating func note(_ cause: RootCause) {
    guard phase != .ended, status != .cancelling else { return }
    if self.cause.map({ cause.weight > $0.weight }) ?? true { self.cause = cause }
    guard phase != .ending else { return }
    report(.failing)
    if cause.weight == .consequential {
      guard phase != .settling else { return }
      phase = .settling
      actions.append(.startSettling(milliseconds: Self.settlingTime))
    } else {
      endWorkers()
    }
  }

  private mutating func cancel(_ failure: Failure) {
    guard phase != .ended, phase != .ending, phase != .settling else { return }
    report(.cancelling)
    cause = RootCause(.decisive, failure)
    endWorkers()
  }

  private mutating func endWorkers() {
    phase = .ending
    for (taskManager, worker) in workers.sorted(by: { $0.key < $1.key }) where !worker.hasEnded {
      actions.append(.send(taskManager, .cancel(jobID, attempt: attempt)))
    }
    actions.append(.askTime)
  }

  /// The job is over when the last worker is: by then all that it printed has been written.
  private mutating func finishIfDone(now: Int) {
    guard phase != .ended, workers.values.allSatisfy(\.hasEnded) else { return }
    let isFinished = phase == .running && subtasks.values.allSatisfy { $0 == .finished }
    guard isFinished || phase == .ending else { return }
    phase = .ended
    for (subtask, state) in subtasks where !state.isTerminal { subtasks[subtask] = .canceled }
    report(isFinished ? .finished : status == .cancelling ? .canceled : .failed)
    let result = JobResult(
      jobID: jobID, name: name, status: status, netRuntime: now - submittedAt,
      failure: isFinished ? nil : cause?.failure, accumulators: progress.accumulators)
    self.result = result
    actions += [.releaseSlots, .ended(result)]
  }

  private mutating func report(_ status: JobStatus) {
    guard self.status != status || status == .created else { return }
    self.status = status
    let failure = status.isGloballyTerminal ? cause?.failure : nil
    actions.append(.report(.jobStatusChanged(jobID: jobID, name: name, status: status, failure: failure)))
  }
}
