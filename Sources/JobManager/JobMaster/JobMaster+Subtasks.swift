import DreyModel

// Subtasks at work, and what can go wrong with them.
extension JobMaster {
  mutating func reported(_ report: WorkerReport, by id: WorkerID) {
    guard let worker = workers[id], !worker.hasEnded else { return }
    switch report {
    case .ready(let port): ready(port, id)
    case .enumerated(let parts): enumerated(parts, by: id)
    case .enumerationFailed(let vertex, let failure): enumerationFailed(vertex, failure, by: id)
    case .refused(let failure):
      // What the job's own code says once it says again.
      let recovery: RootCause.Recovery = failure.domain == .infrastructure ? .byStrategy : .never
      note(RootCause(.decisive, failure, recovery: recovery), of: [id])
    case .subtask(let update): updated(update, of: worker, id)
    case .checkpoint(let report): reported(report, of: worker, id)
    // The Dispatcher has answered.
    case .askResult: break
    case .watermark(let report): reported(report, of: worker)
    case .progress(let subtasks):
      for each in subtasks where worker.subtasks.contains(each.subtask) && self.subtasks[each.subtask] == .running {
        progress.record(each)
      }
    }
  }

  private mutating func updated(_ update: SubtaskUpdate, of worker: Worker, _ id: WorkerID) {
    guard worker.subtasks.contains(update.subtask), subtasks[update.subtask]?.isTerminal == false else { return }
    subtasks[update.subtask] = update.state
    if let last = update.progress, last.subtask == update.subtask { progress.record(last) }
    if update.state == .finished {
      tell(.finished(update.subtask))
      endAlignment(of: update.subtask)
      if isDone(worker) {
        let timer = Timer.exit(taskManager: id.taskManager, attempt: id.attempt)
        actions.append(.startTimer(timer, milliseconds: settings.exitTimeout))
      }
    }
    tellIfAllRun()
    guard update.state == .failed else { return }
    let failure = update.failure ?? Failure(.user, "it did not say why")
    // A connection that broke is the usual consequence of another worker's crash.
    let isConsequence = failure.domain == .infrastructure && !failure.isPermanent
    let weight: RootCause.Weight = isConsequence ? .consequential : .decisive
    note(RootCause(weight, messages.subtask(update.subtask, on: id.taskManager, failure)), of: [id])
  }

  private mutating func tellIfAllRun() {
    guard !isRunning, phase == .running, subtasks.values.allSatisfy({ $0 == .running || $0 == .finished }) else {
      return
    }
    isRunning = true
    actions.append(.report(.subtasksRunning(jobID: jobID, name: name, attempt: attempt)))
    tell(.running(finished: Set(subtasks.filter { $0.value == .finished }.keys)))
  }

  /// Whether all of a worker's subtasks have finished. It should exit then.
  func isDone(_ worker: Worker) -> Bool { worker.subtasks.allSatisfy { subtasks[$0] == .finished } }

  mutating func exitTimedOut(_ id: WorkerID) {
    guard let worker = workers[id], !worker.hasEnded, !worker.isAffected, isDone(worker) else { return }
    let failure = messages.stillThere(worker.subtasks, on: id.taskManager, milliseconds: settings.exitTimeout)
    note(RootCause(.decisive, failure), of: [id])
  }

  mutating func workerEnded(_ end: WorkerEnd, of id: WorkerID) {
    guard let worker = workers[id], !worker.hasEnded else { return }
    let isDone = isDone(worker)
    let wasEnded = phase == .ending && worker.isAffected && WorkerFailure.isEndedByCancel(end)
    let hasNotBegun = phase == .deploying && id.attempt == attempt
    workers[id]?.hasEnded = true
    conclude(worker, as: status == .cancelling || wasEnded ? .canceled : .failed)
    if !wasEnded, !(isDone && end.exitCode == 0 && !hasNotBegun) {
      let place = messages.place(worker.subtasks, id.taskManager)
      let progress: WorkerFailure.Progress = isDone ? .done : worker.dataPort == nil ? .inMain : .running
      note(RootCause(.decisive, WorkerFailure.make(end, job: name, place: place, progress)), of: [id])
    }
    goOnIfWorkersHaveEnded()
  }

  mutating func taskManagerLost(_ taskManager: String, _ reason: String) {
    let lost = workers.filter { $0.key.taskManager == taskManager && !$0.value.hasEnded }
    guard !lost.isEmpty else { return }
    for (id, worker) in lost {
      workers[id]?.hasEnded = true
      conclude(worker, as: .failed)
    }
    let failure = messages.lost(lost.values.flatMap(\.subtasks).sorted(), on: taskManager, reason: reason)
    // It is one failure, however many workers were there.
    note(RootCause(.loss, failure), of: Array(lost.keys))
    goOnIfWorkersHaveEnded()
  }

  /// Says how those subtasks ended that had not.
  private mutating func conclude(_ worker: Worker, as state: ExecutionState) {
    for subtask in worker.subtasks where subtasks[subtask]?.isTerminal == false { subtasks[subtask] = state }
  }
}

// Checkpoints.
extension JobMaster {
  private mutating func reported(_ report: CheckpointReport, of worker: Worker, _ workerID: WorkerID) {
    switch report {
    case .acknowledged(let snapshot):
      if worker.subtasks.contains(snapshot.subtask) { tell(.report(report)) }
    case .declined(let subtask, _, _), .awaitsFinal(let subtask):
      if worker.subtasks.contains(subtask) { tell(.report(report)) }
    case .unreadable(let subtask, let id, let failure):
      if worker.subtasks.contains(subtask) { unreadable(id, subtask, failure, workerID) }
    }
  }

  /// The next attempt takes the next older checkpoint; that this one failed is nothing that could happen again for ever.
  private mutating func unreadable(_ id: Int, _ subtask: SubtaskID, _ failure: Failure, _ worker: WorkerID) {
    guard let latest = checkpoints.retained.latest?.checkpoint, latest.id == id else { return }
    checkpoints.markUnreadable(id)
    note(RootCause(.decisive, messages.unreadable(latest, subtask, failure), recovery: .atOnce), of: [worker])
  }

  mutating func tell(_ event: CheckpointCoordinator.Event) {
    for action in checkpoints.handle(event, at: now) {
      switch action {
      case .tell(let command): sendToAll(command)
      case .wakeUp(let milliseconds): actions.append(.startTimer(.checkpoints, milliseconds: milliseconds))
      case .report(let event): actions.append(.report(event))
      case .cancel(let reason): cancel(reason)
      case .fail(let failure): note(RootCause(.decisive, failure))
      case .makeFolder, .complete, .delete, .clean: actions.append(.store(action))
      }
    }
  }

  mutating func sendToAll(_ command: WorkerCommand) {
    for (id, worker) in workers.sorted(by: { $0.key < $1.key }) where !worker.hasEnded && !worker.isAffected {
      actions.append(.send(id.taskManager, .command(jobID, attempt: id.attempt, command)))
    }
  }
}
