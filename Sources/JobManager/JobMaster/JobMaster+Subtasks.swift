import DreyModel

// Subtasks at work, and what can go wrong with them.
extension JobMaster {
  mutating func reported(_ report: WorkerReport, by taskManager: String) {
    guard let worker = workers[taskManager], !worker.hasEnded else { return }
    switch report {
    case .ready(let port): ready(port, taskManager)
    case .refused(let failure):
      // What the job's own code says once it says again.
      let recovery: RootCause.Recovery = failure.domain == .infrastructure ? .byStrategy : .never
      note(RootCause(.decisive, failure, recovery: recovery))
    case .subtask(let update): updated(update, of: worker, on: taskManager)
    case .checkpoint(let report): reported(report, of: worker)
    case .watermark(let report): reported(report, of: worker)
    case .progress(let subtasks):
      for each in subtasks where worker.subtasks.contains(each.subtask) && self.subtasks[each.subtask] == .running {
        progress.record(each)
      }
    }
  }

  private mutating func updated(_ update: SubtaskUpdate, of worker: Worker, on taskManager: String) {
    guard worker.subtasks.contains(update.subtask), subtasks[update.subtask]?.isTerminal == false else { return }
    subtasks[update.subtask] = update.state
    if let last = update.progress, last.subtask == update.subtask { progress.record(last) }
    if update.state == .finished {
      tell(.finished(update.subtask))
      endAlignment(of: update.subtask)
      if isDone(worker) {
        actions.append(
          .startTimer(.exit(taskManager: taskManager, attempt: attempt), milliseconds: settings.exitTimeout))
      }
    }
    tellIfAllRun()
    guard update.state == .failed else { return }
    let failure = update.failure ?? Failure(.user, "it did not say why")
    // A connection that broke is the usual consequence of another worker's crash.
    let weight: RootCause.Weight = failure.domain == .infrastructure ? .consequential : .decisive
    note(RootCause(weight, messages.subtask(update.subtask, on: taskManager, failure)))
  }

  private mutating func tellIfAllRun() {
    guard !isRunning, phase == .running, subtasks.values.allSatisfy({ $0 == .running || $0 == .finished }) else {
      return
    }
    isRunning = true
    actions.append(.report(.subtasksRunning(jobID: jobID, name: name, attempt: attempt)))
    tell(.running(finished: Set(subtasks.filter { $0.value == .finished }.keys)))
  }

  func isDone(_ worker: Worker) -> Bool { worker.subtasks.allSatisfy { subtasks[$0] == .finished } }

  mutating func exitTimedOut(_ taskManager: String) {
    guard phase == .running, let worker = workers[taskManager], !worker.hasEnded, isDone(worker) else { return }
    let failure = messages.stillThere(worker.subtasks, on: taskManager, milliseconds: settings.exitTimeout)
    note(RootCause(.decisive, failure))
  }

  mutating func workerEnded(_ end: WorkerEnd, on taskManager: String) {
    guard let worker = workers[taskManager], !worker.hasEnded else { return }
    workers[taskManager]?.hasEnded = true
    let isDone = isDone(worker)
    let wasEnded = phase == .ending && WorkerFailure.isEndedByCancel(end)
    if !wasEnded, !(isDone && end.exitCode == 0 && phase != .deploying) {
      let place = messages.place(worker.subtasks, taskManager)
      note(RootCause(.decisive, WorkerFailure.make(end, job: name, place: place, isDone: isDone)))
    }
    for subtask in worker.subtasks where subtasks[subtask]?.isTerminal == false {
      subtasks[subtask] = status == .cancelling || wasEnded ? .canceled : .failed
    }
    goOnIfWorkersHaveEnded()
  }

  mutating func taskManagerLost(_ taskManager: String, _ reason: String) {
    guard let worker = workers[taskManager], !worker.hasEnded else { return }
    workers[taskManager]?.hasEnded = true
    note(RootCause(.loss, messages.lost(worker.subtasks, on: taskManager, reason: reason)))
    for subtask in worker.subtasks where subtasks[subtask]?.isTerminal == false { subtasks[subtask] = .failed }
    goOnIfWorkersHaveEnded()
  }
}

// Checkpoints.
extension JobMaster {
  private mutating func reported(_ report: CheckpointReport, of worker: Worker) {
    switch report {
    case .acknowledged(let snapshot):
      if worker.subtasks.contains(snapshot.subtask) { tell(.report(report)) }
    case .declined(let subtask, _, _), .awaitsFinal(let subtask):
      if worker.subtasks.contains(subtask) { tell(.report(report)) }
    case .unreadable(let subtask, let id, let failure):
      if worker.subtasks.contains(subtask) { unreadable(id, subtask, failure) }
    }
  }

  /// The next attempt takes the next older checkpoint; that this one failed is nothing that could happen again for ever.
  private mutating func unreadable(_ id: Int, _ subtask: SubtaskID, _ failure: Failure) {
    guard let latest = checkpoints.retained.latest?.checkpoint, latest.id == id else { return }
    checkpoints.markUnreadable(id)
    note(RootCause(.decisive, messages.unreadable(latest, subtask, failure), recovery: .atOnce))
  }

  mutating func tell(_ event: CheckpointCoordinator.Event) {
    for action in checkpoints.handle(event, at: now) {
      switch action {
      case .tell(let command): sendToAll(command)
      case .wakeUp(let milliseconds): actions.append(.startTimer(.checkpoints, milliseconds: milliseconds))
      case .report(let event): actions.append(.report(event))
      case .fail(let failure): note(RootCause(.decisive, failure))
      case .makeFolder, .complete, .delete, .clean: actions.append(.store(action))
      }
    }
  }

  mutating func sendToAll(_ command: WorkerCommand) {
    for (taskManager, worker) in workers.sorted(by: { $0.key < $1.key }) where !worker.hasEnded {
      actions.append(.send(taskManager, .command(jobID, attempt: attempt, command)))
    }
  }
}
