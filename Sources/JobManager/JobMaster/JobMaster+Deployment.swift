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
    tellOfOmissions()
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
    let deployed = deployedWorkers
    assignment.begin(restored, on: deployed)
    for (id, worker) in deployed {
      for subtask in worker.subtasks { subtasks[subtask] = .deploying }
      actions.append(.send(id.taskManager, .launch(launch(of: worker, id, token, restored))))
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

  /// State that is left out since that is wanted is named nevertheless.
  private mutating func tellOfOmissions() {
    guard let entry = checkpoints.retained.latest,
      let omission = stateAssignment.omission(entry.operators, from: entry.checkpoint.path)
    else { return }
    actions.append(.report(.log(level: .warn, source: "jobmanager", message: omission)))
  }

  private var stateAssignment: StateAssignment {
    StateAssignment(graph: submission.graph, ignoresUnclaimed: settings.configuration.ignoresUnclaimedState)
  }

  private mutating func restoredState() throws(Failure) -> RestoredState? {
    guard let entry = checkpoints.retained.latest else {
      if checkpoints.retained.areAllUnreadable { throw JobFailures.nothingReadable(name) }
      return nil
    }
    adoptMaxParallelism(of: entry.operators)
    var state = try stateAssignment.restore(entry.checkpoint.id, entry.operators, from: entry.checkpoint.path)
    state.isFallback = checkpoints.retained.isFallback
    return state
  }

  /// Keys belong to groups, whose number stays; a job that says no number of its own takes that of its state.
  private mutating func adoptMaxParallelism(of operators: [String: OperatorSnapshot]) {
    guard submission.graph.isMaxParallelismDerived == true,
      let groups = stateAssignment.maxParallelism(of: operators)
    else { return }
    submission.graph.maxParallelism = groups
    checkpoints.graph.maxParallelism = groups
  }

  private func launch(
    of worker: Worker, _ id: WorkerID, _ token: String, _ restored: RestoredState?
  ) -> WorkerLaunch {
    let settings = settings.configuration.checkpoints
    let enumerates = assignment.asked(of: id)
    return WorkerLaunch(
      deployment: WorkerDeployment(
        jobID: jobID, attempt: attempt, executionIndex: submission.executionIndex,
        endedExecutions: self.settings.earlier.map(\.hasEnded), fingerprint: submission.graph.fingerprint,
        subtasks: worker.subtasks, token: token, checkpointing: settings.interval == nil ? nil : settings.mode,
        restored: restored.map { part(of: $0, for: worker) }, enumerates: enumerates.isEmpty ? nil : enumerates,
        maxParallelism: submission.graph.maxParallelism, main: submission.main, graph: submission.graph),
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

  mutating func ready(_ port: Int, _ id: WorkerID) {
    guard phase == .deploying, id.attempt == attempt, (1...65_535).contains(port) else { return }
    workers[id]?.dataPort = port
    guard deployedWorkers.allSatisfy({ $0.value.dataPort != nil }) else { return }
    assignment.complete()
    // No subtask reads anything before it is known for good what is read.
    guard assignment.isKept || assignment.splits.isEmpty else {
      return actions.append(.keep(assignment.splits, attempt: attempt))
    }
    start()
  }

  /// A JobManager after this one would know what the sources read.
  mutating func splitsKept() {
    assignment.kept()
    guard phase == .deploying, deployedWorkers.allSatisfy({ $0.value.dataPort != nil }) else { return }
    start()
  }

  /// The peers of a worker are those that are deployed with it: workers that go on have no edges to any of them.
  private mutating func start() {
    let deployed = deployedWorkers
    let peers = deployed.compactMap { _, worker in
      worker.dataPort.map { WorkerAddress(host: worker.host, port: $0, subtasks: worker.subtasks) }
    }
    phase = .running
    for (id, worker) in deployed {
      for parts in assignment.messages(to: worker) {
        actions.append(.send(id.taskManager, .command(jobID, attempt: attempt, .splits(parts))))
      }
      actions.append(.send(id.taskManager, .start(jobID, attempt: attempt, peers: peers)))
    }
  }

  /// Takes the splits of some of the job's sources, or a part of them.
  mutating func enumerated(_ parts: [SplitsPart], by id: WorkerID) {
    guard phase == .deploying, id.attempt == attempt else { return }
    do throws(Failure) { try assignment.enumerated(parts, by: id) } catch {
      note(RootCause(.decisive, messages.enumeration(error), recovery: .never), of: [id])
    }
  }

  /// Nobody knows what a source is to read.
  mutating func enumerationFailed(_ vertex: Int, _ failure: Failure, by id: WorkerID) {
    guard phase == .deploying, assignment.asked(of: id).contains(vertex) else { return }
    // A path that does not exist is as wrong the next time.
    let recovery: RootCause.Recovery = failure.domain == .infrastructure ? .byStrategy : .never
    let failure = messages.subtask(SubtaskID(vertex: vertex, index: 0), on: id.taskManager, failure)
    note(RootCause(.decisive, failure, recovery: recovery), of: [id])
  }

  mutating func deploymentTimedOut() {
    guard phase == .deploying else { return }
    let late = deployedWorkers.filter { $0.value.dataPort == nil && !$0.value.hasEnded }.map(\.key)
    let failure = messages.notReady(late.map(\.taskManager), milliseconds: settings.deploymentTimeout)
    note(RootCause(.decisive, failure), of: late)
  }
}
