import ControlPlane
import DreyModel

extension Dispatcher {
  /// A message of a TaskManager.
  func receive(_ message: TaskManagerMessage, on session: TaskManagerSession) {
    if case .register(let registration) = message { return register(registration, session) }
    guard let id = name(of: session) else { return }
    let wasSilent = taskManagers[id].map(isSilent) ?? false
    taskManagers[id]?.lastHeard = WallClock.now
    if wasSilent { offerSlots() }
    switch message {
    case .register, .heartbeat: break
    case .report(let job, let attempt, .askResult(let index)):
      Task { await tellResult(executionIndex: index, to: id, attempt: attempt, of: job) }
    case .report(let job, let attempt, let report):
      handle(.report(taskManager: id, attempt: attempt, report), for: job)
    case .workerEnded(let job, let attempt, let end):
      handle(.workerEnded(taskManager: id, attempt: attempt, end), for: job)
    }
  }

  /// A TaskManager's connection has ended.
  func disconnected(_ session: TaskManagerSession, _ end: ConnectionEnd) {
    guard let id = name(of: session) else { return }
    remove(id, reason: "\(end)")
  }

  /// Ends a conversation on which no TaskManager has registered by then.
  func dropUnlessRegistered(_ session: TaskManagerSession, within limit: Duration) async {
    try? await Task.sleep(for: limit)
    guard !Task.isCancelled, name(of: session) == nil else { return }
    session.drop()
  }

  /// Takes a TaskManager for lost that does not do what it is told.
  func abandon(_ id: String) {
    guard let taskManager = taskManagers[id] else { return }
    remove(id, reason: "it did not end a worker when it was told to")
    taskManager.session.drop()
  }

  /// Tells every TaskManager to exit, and waits until they have gone, for at most `limit`.
  func shutDownTaskManagers(within limit: Duration) async {
    isShuttingDown = true
    for each in taskManagers.values {
      each.session.send(.shutdown)
      each.session.finish()
    }
    let deadline = ContinuousClock.now + limit
    while !taskManagers.isEmpty, ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(5)) }
  }

  private func register(_ registration: TaskManagerRegistration, _ session: TaskManagerSession) {
    guard !isShuttingDown else {
      session.send(.shutdown)
      return session.finish()
    }
    if let refusal = refusal(of: registration, session) {
      session.send(.refused(refusal))
      return session.finish()
    }
    let id = registration.id
    if let older = taskManagers[id] {
      remove(id, reason: "another TaskManager registered with the same id")
      older.session.drop()
    }
    let host = registration.host ?? session.peerHost ?? id
    taskManagers[id] = TaskManager(registration: registration, host: host, session: session)
    slots.add(id, slots: registration.slots)
    session.send(.registered(settings.heartbeats))
    session.startHeartbeats(settings.heartbeats, sending: .heartbeat)
    events.report(.taskManagerRegistered(id: id, taskManagers: slots.count, slots: slots.total))
    offerSlots()
  }

  private func refusal(of registration: TaskManagerRegistration, _ session: TaskManagerSession) -> Failure? {
    if name(of: session) != nil { return Failure(.infrastructure, "registered already on this connection") }
    guard !registration.id.isEmpty, registration.id.utf8.count <= 256, (1...4096).contains(registration.slots) else {
      return Failure(
        .usage,
        "TaskManager '\(registration.id.prefix(256))' offers \(registration.slots) slots; an id of 1 to 256"
          + " bytes and 1 to 4096 slots are allowed", advice: "Set taskmanager.numberOfTaskSlots.")
    }
    return nil
  }

  private func remove(_ id: String, reason: String) {
    taskManagers[id] = nil
    slots.remove(id)
    guard !isShuttingDown else { return }
    events.report(.taskManagerLost(id: id, reason: reason))
    for job in order { handle(.taskManagerLost(id, reason: reason), for: job) }
    offerSlots()
  }

  private func name(of session: TaskManagerSession) -> String? {
    taskManagers.first { $0.value.session === session }?.key
  }
}
