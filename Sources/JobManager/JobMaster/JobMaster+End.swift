import DreyModel

// The end of an attempt, and of the job.
extension JobMaster {
  /// The time a consequence waits for its cause, in milliseconds.
  static let settlingTime = 1000

  mutating func note(_ cause: RootCause) {
    guard phase != .ended, status != .cancelling else { return }
    if self.cause.map({ cause.weight > $0.weight }) ?? true { self.cause = cause }
    switch phase {
    case .ending:
      guard cause.recovery == .never, restartAt != nil else { return }
      self.cause = cause
      restartAt = nil
      report(.failing)
    case .settling where cause.weight == .consequential: break
    default:
      guard cause.weight == .consequential else { return endWorkers() }
      phase = .settling
      actions.append(.startTimer(.settling(attempt: attempt), milliseconds: Self.settlingTime))
    }
  }

  /// Ends what runs, also what has failed and would be restarted.
  mutating func cancel(_ failure: Failure) {
    guard phase != .ending || restartAt != nil, status != .cancelling else { return }
    let isEnding = phase == .ending
    restartAt = nil
    cause = RootCause(.decisive, failure, recovery: .never)
    report(.cancelling)
    if isEnding { goOnIfWorkersHaveEnded() } else { endWorkers() }
  }

  /// Decides what comes after the attempt, and ends its workers.
  mutating func endWorkers() {
    phase = .ending
    if status != .cancelling { decide() }
    tell(.interrupted(cause?.failure ?? Failure(.cancelled, "the attempt has ended")))
    for (taskManager, worker) in workers.sorted(by: { $0.key < $1.key }) where !worker.hasEnded {
      actions.append(.send(taskManager, .cancel(jobID, attempt: attempt)))
    }
    if workers.values.contains(where: { !$0.hasEnded }) {
      actions.append(.startTimer(.cancellation(attempt: attempt), milliseconds: settings.cancellationTimeout))
    }
    goOnIfWorkersHaveEnded()
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
    actions.append(
      .report(
        .jobRestarting(jobID: jobID, name: name, attempt: attempt + 1, delay: delay, failure: cause.failure)))
  }

  private mutating func explainThatNothingIsLeft(_ last: Failure) {
    var failure = JobFailures.nothingReadable(name)
    failure.details = [last.message] + last.details
    cause?.failure = failure
  }

  /// A TaskManager that cannot even end a process is as good as lost.
  mutating func cancellationTimedOut() {
    guard phase == .ending else { return }
    for (taskManager, worker) in workers.sorted(by: { $0.key < $1.key }) where !worker.hasEnded {
      workers[taskManager]?.hasEnded = true
      for subtask in worker.subtasks where subtasks[subtask]?.isTerminal == false { subtasks[subtask] = .failed }
      actions.append(.abandon(taskManager))
    }
    goOnIfWorkersHaveEnded()
  }

  /// An attempt is over when its last worker is: by then all that it printed has been written, and nothing of it is in the
  /// way of the next one.
  mutating func goOnIfWorkersHaveEnded() {
    guard workers.values.allSatisfy(\.hasEnded) else { return }
    if phase == .running, subtasks.values.allSatisfy({ $0 == .finished }) { return end(.finished) }
    guard phase == .ending else { return }
    guard let restartAt else { return end(status == .cancelling ? .canceled : .failed) }
    guard now < restartAt else { return beginAttempt() }
    phase = .backingOff
    actions.append(.startTimer(.backoff(attempt: attempt), milliseconds: restartAt - now))
  }

  mutating func beginAttempt() {
    attempt += 1
    workers = [:]
    for subtask in subtasks.keys { subtasks[subtask] = .scheduled }
    (progress, alignment) = (JobProgress(), WatermarkAlignment())
    (cause, restartAt, isRunning) = (nil, nil, false)
    waitForSlots()
    actions.append(.requestSlots)
  }

  private mutating func end(_ status: JobStatus) {
    if status == .failed { cause = cause.map { RootCause($0.weight, messages.final($0.failure, restarts)) } }
    phase = .ended
    for (subtask, state) in subtasks where !state.isTerminal { subtasks[subtask] = .canceled }
    report(status)
    tell(.jobEnded(status))
    let result = JobResult(
      jobID: jobID, name: name, status: status, netRuntime: now - submittedAt,
      failure: status == .finished ? nil : cause?.failure, accumulators: progress.accumulators)
    self.result = result
    actions += [.releaseSlots, .ended(result)]
  }
}
