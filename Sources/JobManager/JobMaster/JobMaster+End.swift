import DreyModel

// The end of an attempt, and of the job.
extension JobMaster {
  /// The time a consequence waits for its cause, in milliseconds.
  static let settlingTime = 1000

  /// Something went wrong.
  /// - Parameter failed: the workers that it concerns; nil: it concerns the job.
  mutating func note(_ cause: RootCause, of failed: [WorkerID]? = nil) {
    guard phase != .ended, status != .cancelling else { return }
    var cause = cause
    cause.recovery = RestartDecision.recovery(from: cause, hasRun: hasRun)
    for id in failed ?? Array(workers.keys) { workers[id]?.isAffected = true }
    // What is about to start would wait for a start that does not come.
    if phase == .deploying { for id in workers.keys where id.attempt == attempt { workers[id]?.isAffected = true } }
    // What one waits for to be over has been dealt with.
    if phase == .backingOff { self.cause = nil }
    if self.cause.map({ cause.weight > $0.weight }) ?? true { self.cause = cause }
    switch phase {
    case .ending: noteWhileEnding(cause)
    case .settling where cause.weight == .consequential: break
    default:
      guard cause.weight == .consequential else { return endWorkers() }
      phase = .settling
      actions.append(.startTimer(.settling(attempt: attempt), milliseconds: Self.settlingTime))
    }
  }

  /// Whether an attempt before this one has been running, of this JobManager or another one.
  private var hasRun: Bool {
    if case .checkpoints = settings.origin { return true }
    return attempt > 0
  }

  private mutating func noteWhileEnding(_ cause: RootCause) {
    if cause.recovery == .never, restartAt != nil {
      self.cause = cause
      restartAt = nil
      report(.failing)
    }
    endAffected()
  }

  /// Ends what runs, also what has failed and would be restarted.
  mutating func cancel(_ failure: Failure) {
    guard phase != .ending || restartAt != nil, status != .cancelling else { return }
    restartAt = nil
    cause = RootCause(.decisive, failure, recovery: .never)
    report(.cancelling)
    guard phase == .ending else { return endWorkers() }
    endAffected()
    goOnIfWorkersHaveEnded()
  }

  /// Decides what comes after the attempt, and ends the workers that the failure affects.
  mutating func endWorkers() {
    phase = .ending
    if status != .cancelling { decide() }
    endAffected()
    goOnIfWorkersHaveEnded()
  }

  private mutating func endAffected() {
    spread()
    let goingOn = workers.values.filter { !$0.isAffected }.flatMap(\.subtasks)
    let failure = cause?.failure ?? Failure(.cancelled, "the attempt has ended")
    tell(.interrupted(failure, goingOn: Set(goingOn)))
    let running = workers.filter { $0.value.isAffected && !$0.value.hasEnded }
    for id in running.keys.sorted() where workers[id]?.isCancelled == false {
      workers[id]?.isCancelled = true
      actions.append(.send(id.taskManager, .cancel(jobID, attempt: id.attempt)))
    }
    guard !running.isEmpty else { return }
    actions.append(.startTimer(.cancellation(attempt: attempt), milliseconds: settings.cancellationTimeout))
  }

  /// A failure affects whatever exchanges records with what failed, and all of a job that does not go on.
  private mutating func spread() {
    let isRegional = settings.configuration.failover == .region && restartAt != nil && !checkpoints.isEndingJob
    guard isRegional else {
      for id in workers.keys { workers[id]?.isAffected = true }
      return
    }
    let failed = Set(workers.filter(\.value.isAffected).keys)
    for id in regions.affected(by: failed, in: workers.mapValues(\.subtasks)) { workers[id]?.isAffected = true }
  }

  private mutating func decide() {
    guard let cause else { return }
    failures.add(cause.failure, at: now + settings.clockOffset)
    let delay: Int? =
      switch cause.recovery {
      case .never: nil
      case .atOnce: checkpoints.retained.areAllUnreadable ? nil : 0
      case .byStrategy: restarts.failed(at: now, isLoss: cause.weight == .loss, random: settings.random())
      }
    restartAt = delay.map { now + $0 }
    guard let delay else {
      if cause.recovery == .atOnce { explainThatNothingIsLeft(cause.failure) }
      return report(.failing)
    }
    report(.restarting)
    spread()
    let goingOn = workers.values.filter { !$0.isAffected }.reduce(0) { $0 + $1.subtasks.count }
    actions.append(
      .report(
        .jobRestarting(
          jobID: jobID, name: name, attempt: attempt + 1, delay: delay, failure: cause.failure,
          subtasks: goingOn == 0 ? nil : subtasks.count - goingOn)))
  }

  private mutating func explainThatNothingIsLeft(_ last: Failure) {
    var failure = JobFailures.nothingReadable(name)
    failure.details = [last.message] + last.details
    cause?.failure = failure
  }

  /// A TaskManager that cannot even end a process is as good as lost.
  mutating func cancellationTimedOut() {
    guard phase == .ending else { return }
    let late = workers.filter { $0.value.isAffected && !$0.value.hasEnded }
    for (id, worker) in late.sorted(by: { $0.key < $1.key }) {
      workers[id]?.hasEnded = true
      for subtask in worker.subtasks where subtasks[subtask]?.isTerminal == false { subtasks[subtask] = .failed }
      actions.append(.abandon(id.taskManager))
    }
    goOnIfWorkersHaveEnded()
  }

  /// What is affected is over when the last worker of it is: by then all that it printed has been written, and nothing of it
  /// is in the way of what comes next.
  mutating func goOnIfWorkersHaveEnded() {
    if phase == .running, workers.values.allSatisfy(\.hasEnded), subtasks.values.allSatisfy({ $0 == .finished }) {
      return end(.finished)
    }
    guard phase == .ending, workers.values.allSatisfy({ $0.hasEnded || !$0.isAffected }) else { return }
    guard let restartAt else { return end(status == .cancelling ? .canceled : .failed) }
    guard now < restartAt else { return beginAttempt() }
    phase = .backingOff
    actions.append(.startTimer(.backoff(attempt: attempt), milliseconds: restartAt - now))
  }

  mutating func beginAttempt() {
    attempt += 1
    workers = workers.filter { !$0.value.isAffected }
    let goingOn = Set(workers.values.flatMap(\.subtasks))
    for subtask in subtasks.keys where !goingOn.contains(subtask) { subtasks[subtask] = .scheduled }
    progress.keep(goingOn)
    alignment.keep(goingOn)
    (cause, restartAt, isRunning) = (nil, nil, false)
    waitForSlots()
    let slots = workers.reduce(into: [:]) { $0[$1.key.taskManager, default: 0] += $1.value.slots }
    actions.append(.requestSlots(keeping: slots))
  }

  private mutating func end(_ status: JobStatus) {
    if status == .failed { cause = cause.map { RootCause($0.weight, messages.final($0.failure, restarts)) } }
    phase = .ended
    for (subtask, state) in subtasks where !state.isTerminal { subtasks[subtask] = .canceled }
    report(status)
    tell(.jobEnded(status))
    assignment.forget()
    let result = JobResult(
      jobID: jobID, name: name, status: status, netRuntime: now - submittedAt,
      failure: status == .finished ? nil : cause?.failure, accumulators: progress.accumulators)
    self.result = result
    actions += [.releaseSlots, .ended(result)]
  }
}
