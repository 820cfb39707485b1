import DreyModel

// What an attempt begins from, then waiting for slots, then for workers.
extension JobMaster {
  mutating func submitted() {
    guard phase == .submitting else { return }
    phase = .loading
    report(.created)
    guard settings.origin != .scratch else { return waitForSlots() }
    actions += [.load(settings.origin), .startTimer(.loading, milliseconds: settings.loadingTimeout)]
  }

  /// State that would be lost is refused before anything is deployed.
  mutating func loaded(_ found: FoundCheckpoints) {
    guard phase == .loading else { return }
    checkpoints.begin(with: found)
    do throws(Failure) {
      _ = try restoredState()
    } catch { return loadingFailed(error) }
    waitForSlots()
    actions.append(.requestSlots(keeping: [:]))
  }

  mutating func loadingFailed(_ failure: Failure) {
    guard phase == .loading else { return }
    note(RootCause(.decisive, failure, recovery: .never))
  }

  mutating func waitForSlots() {
    phase = .waitingForSlots(lastSeen: nil)
    actions.append(.startTimer(.slots(attempt: attempt), milliseconds: settings.slotRequestTimeout))
  }

  mutating func slotsMissing(_ available: Int) {
    guard case .waitingForSlots(let lastSeen) = phase, lastSeen != available else { return }
    phase = .waitingForSlots(lastSeen: available)
    actions.append(.report(.slotsMissing(job: name, required: neededSlots, available: available)))
  }

  /// A job that has run before is as well off as after any other failure; one that never has may be too large for ever.
  mutating func slotRequestTimedOut() {
    guard case .waitingForSlots(let available) = phase else { return }
    let failure = messages.slotTimeout(
      neededSlots, available: available ?? 0, milliseconds: settings.slotRequestTimeout)
    note(RootCause(.decisive, failure, recovery: attempt == 0 ? .never : .byStrategy), of: [])
  }

  /// What no worker runs, or has run to its end: a slot for each.
  private var undeployed: [[SubtaskID]] {
    let deployed = Set(workers.values.flatMap(\.subtasks))
    return submission.graph.slotShares.filter { deployed.isDisjoint(with: $0) }
  }

  /// Slots that the attempt needs beside those of workers that go on.
  var neededSlots: Int { undeployed.count }

  /// Slot k gets the k-th share of what is to be deployed.
  mutating func slotsGranted(_ slots: [Slot], _ token: String) {
    guard isWaitingForSlots else { return }
    let restored: RestoredState?
    do throws(Failure) { restored = try restoredState() } catch {
      return note(RootCause(.decisive, error, recovery: .never))
    }
    phase = .deploying
    for (slot, share) in zip(slots, undeployed) {
      let id = WorkerID(taskManager: slot.taskManager, attempt: attempt)
      workers[id, default: Worker(host: slot.host, subtasks: [])].subtasks += share
      workers[id]?.slots += 1
    }
    for id in workers.keys { workers[id]?.subtasks.sort() }
    report(.running)
    tellOfRestore()
    for (id, worker) in deployedWorkers {
      for subtask in worker.subtasks { subtasks[subtask] = .deploying }
      actions.append(.send(id.taskManager, .launch(launch(of: worker, token, restored))))
    }
    actions.append(.startTimer(.deployment(attempt: attempt), milliseconds: settings.deploymentTimeout))
  }

  /// Those of this attempt.
  private var deployedWorkers: [(key: WorkerID, value: Worker)] {
    workers.filter { $0.key.attempt == attempt }.sorted { $0.key < $1.key }
  }

  private mutating func tellOfRestore() {
    guard let checkpoint = checkpoints.retained.latest?.checkpoint else { return }
    checkpoints.restored(checkpoint, at: now)
    actions.append(
      .report(.jobRestored(jobID: jobID, name: name, checkpointID: checkpoint.id, path: checkpoint.path)))
  }

  private func restoredState() throws(Failure) -> RestoredState? {
    guard let entry = checkpoints.retained.latest else {
      if checkpoints.retained.areAllUnreadable { throw JobFailures.nothingReadable(name) }
      return nil
    }
    let assignment = StateAssignment(
      graph: submission.graph, ignoresUnclaimed: settings.configuration.ignoresUnclaimedState)
    var state = try assignment.restore(entry.checkpoint.id, entry.operators, from: entry.checkpoint.path)
    state.isFallback = checkpoints.retained.isFallback
    return state
  }

  private func launch(of worker: Worker, _ token: String, _ restored: RestoredState?) -> WorkerLaunch {
    let settings = settings.configuration.checkpoints
    return WorkerLaunch(
      deployment: WorkerDeployment(
        jobID: jobID, attempt: attempt, executionIndex: submission.executionIndex,
        earlierResults: self.settings.earlierResults, fingerprint: submission.graph.fingerprint,
        subtasks: worker.subtasks, token: token, checkpointing: settings.interval == nil ? nil : settings.mode,
        restored: restored.map { part(of: $0, for: worker) }, main: submission.main,
        graph: submission.graph),
      artifact: self.settings.artifact, arguments: self.settings.arguments, environment: self.settings.environment,
      mainEnvironment: submission.environment)
  }

  /// What concerns the operators that a worker runs.
  private func part(of restored: RestoredState, for worker: Worker) -> RestoredState {
    let vertices = Set(worker.subtasks.map(\.vertex))
    let uids = submission.graph.vertices.filter { vertices.contains($0.id) }.flatMap(\.operators).map(\.uid)
    var part = restored
    part.operators = [:]
    for uid in uids { part.operators[uid] = restored.operators[uid] }
    return part
  }

  /// The peers of a worker are those that are deployed with it: workers that go on have no edges to any of them.
  mutating func ready(_ port: Int, _ id: WorkerID) {
    guard phase == .deploying, id.attempt == attempt, (1...65_535).contains(port) else { return }
    workers[id]?.dataPort = port
    let deployed = deployedWorkers
    let peers = deployed.compactMap { _, worker in
      worker.dataPort.map { WorkerAddress(host: worker.host, port: $0, subtasks: worker.subtasks) }
    }
    guard peers.count == deployed.count else { return }
    phase = .running
    for (id, _) in deployed { actions.append(.send(id.taskManager, .start(jobID, attempt: attempt, peers: peers))) }
  }

  mutating func deploymentTimedOut() {
    guard phase == .deploying else { return }
    let late = deployedWorkers.filter { $0.value.dataPort == nil && !$0.value.hasEnded }.map(\.key)
    let failure = messages.notReady(late.map(\.taskManager), milliseconds: settings.deploymentTimeout)
    note(RootCause(.decisive, failure), of: late)
  }
}
