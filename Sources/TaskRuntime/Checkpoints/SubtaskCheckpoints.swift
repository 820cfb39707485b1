import DreyModel

/// What a subtask has to do with checkpoints: the states that are part of them, what they begin from, and what is told when
/// one is complete. Belongs to the subtask's thread, but for ``tell(_:)``.
public final class SubtaskCheckpoints: @unchecked Sendable {
  struct Registered {
    let uid: String
    let state: any SnapshotState
  }

  let subtask: SubtaskID
  let setup: CheckpointSetup
  let restoration: StateRestoration
  let commands: CommandBox
  let isCancelled: @Sendable () -> Bool
  var states: [Registered] = []
  /// What is on its way to the subtask, for checkpoints whose barriers overtake it.
  var inFlight: Registered?
  /// What an order to take a checkpoint means for a subtask with inputs.
  var ordered: ((CheckpointTrigger) throws -> Void)?
  var completionHandlers: [(Int) throws -> Void] = []
  /// Sends a barrier into the stream, in a subtask that has no input.
  var inject: ((CheckpointTrigger) throws -> Void)?
  /// Forgets that channels wait for a barrier.
  var giveUpAlignment: ((Int) throws -> Void)?
  /// Tell the other ends of all edges that nothing follows, past the operators.
  var endings: [() throws -> Void] = []
  /// What was ordered and has not come as a barrier, which may have been too late for sources that have ended.
  var missed: CheckpointTrigger?
  var active: ActiveSnapshot?
  /// What may not all be on the disk yet, oldest first: there are several where several checkpoints are under way.
  var writings: [SnapshotWriting] = []
  /// What the next checkpoint builds on, where checkpoints are incremental.
  var chain = IncrementChain()
  /// What it can build on instead, once the last one is complete.
  var foundation: SnapshotFoundation?

  init(
    _ subtask: SubtaskID, parallelism: Int, maxParallelism: Int, setup: CheckpointSetup,
    isCancelled: @escaping @Sendable () -> Bool, wake: @escaping @Sendable () -> Void
  ) {
    self.subtask = subtask
    self.setup = setup
    self.isCancelled = isCancelled
    restoration = StateRestoration(
      setup.restored, index: subtask.index, parallelism: parallelism, maxParallelism: maxParallelism)
    commands = CommandBox(wake: wake)
  }

  /// Whether checkpoints are taken at all.
  public var isEnabled: Bool { setup.mode != nil }

  /// Whether a subtask waits with further records of a channel whose barrier has come.
  var isAligned: Bool { setup.mode?.guarantee != .atLeastOnce }

  /// Milliseconds after which a checkpoint's barriers overtake records; nil: they do not.
  func alignedTimeout(of trigger: CheckpointTrigger) -> Int? {
    guard let mode = setup.mode, mode.isUnaligned, isAligned, trigger.kind == .checkpoint else { return nil }
    return mode.alignedTimeout
  }

  /// Whether a checkpoint was ordered that has not begun here.
  func isOrdered(_ trigger: CheckpointTrigger) -> Bool { missed?.id == trigger.id }

  /// Whether an operator goes on where an earlier attempt left off, if only with nothing.
  public func isRestored(_ uid: String) -> Bool { setup.restored?.operators[uid] != nil }

  /// Letters and digits that tell this attempt from others: one that was taken for dead may still be at work.
  public var attemptToken: String { setup.fileToken }

  /// Letters and digits that tell the job from others, and are the same in all its attempts.
  public var jobToken: String { setup.jobToken }

  /// Whether a later checkpoint than the one that this attempt goes on from was completed and cannot be used: what was made
  /// visible for it is made again.
  public var isFallback: Bool { setup.restored?.isFallback ?? false }

  /// Makes a state of an operator part of every snapshot, after it has taken in what an earlier attempt left of it.
  /// - Parameter uid: the operator's ``DreyModel/OperatorDescription/uid``.
  /// - Throws: ``DreyModel/Failure`` where the operator has a state of that name, or what was left cannot be read.
  public func register(_ state: any SnapshotState, of uid: String) throws {
    guard !states.contains(where: { $0.uid == uid && $0.state.name == state.name }) else {
      throw Failure(
        .user, "the operator '\(uid)' declares the state '\(state.name)' twice",
        advice: "Give every state of an operator a name of its own, and every operator a uid of its own.",
        isPermanent: true)
    }
    try restore(state, of: uid)
    states.append(Registered(uid: uid, state: state))
  }

  /// Makes what is on its way to the subtask a part of checkpoints that begin before it has come.
  func register(inFlight: InFlightRecords, of uid: String) throws {
    try restore(inFlight, of: uid)
    self.inFlight = Registered(uid: uid, state: inFlight)
  }

  /// Checks, once a vertex's operators are there, that nothing is left that none of them took over.
  func checkTaken(by vertex: JobVertex, isSource: Bool) throws(Failure) {
    for (place, each) in vertex.operators.enumerated() {
      // The first operator takes over the state that it reads, splits or records in flight, when it begins to read.
      let later = isSource ? StateSummary.splits : StateSummary.recordsInFlight
      try restoration.checkTaken(by: each.uid, later: place == 0 ? later : nil)
    }
  }

  /// Checks that an operator has taken over all that was left of it.
  /// - Throws: ``DreyModel/Failure`` that names the state that it does not have any more.
  public func checkTaken(by uid: String) throws { try restoration.checkTaken(by: uid) }

  /// Lets a state take in what an earlier attempt left under its name, without making it a part of snapshots: for what is kept
  /// in another way now.
  /// - Throws: ``DreyModel/Failure`` where what was left cannot be read; what the state throws.
  public func restore(_ state: any SnapshotState, of uid: String) throws {
    do {
      try restoration.restore(state, of: uid)
    } catch let damage as SnapshotDamage {
      let failure = Failure(.infrastructure, "\(damage)", advice: "An older checkpoint is used, if there is one.")
      setup.report(.unreadable(subtask, checkpointID: setup.restored?.checkpointID ?? 0, failure))
      throw failure
    } catch  where !(error is Failure || state is any KeyedState) {
      throw Failure(
        .user, "what was left of the state '\(state.name)' of '\(uid)' cannot be read: \(error)",
        advice: "Has its type changed? Give the operator another uid, so that it begins anew.", isPermanent: true)
    }
  }

  /// Calls `handler` with the id of every checkpoint that is complete, on the subtask's thread.
  public func onCompletion(_ handler: @escaping (_ checkpointID: Int) throws -> Void) {
    completionHandlers.append(handler)
  }

  func onTrigger(_ inject: @escaping (CheckpointTrigger) throws -> Void) { self.inject = inject }

  func onOrder(_ handler: @escaping (CheckpointTrigger) throws -> Void) { ordered = handler }

  func onAbort(_ giveUp: @escaping (Int) throws -> Void) { giveUpAlignment = giveUp }

  func addEnding(_ end: @escaping () throws -> Void) { endings.append(end) }

  /// Tells the subtask something; from any thread.
  func tell(_ command: CheckpointCommand) { commands.put(command) }
}

// Between batches.
extension SubtaskCheckpoints {
  /// Whether there is something to do at once.
  var isBusy: Bool { !commands.isEmpty || active?.isBusy ?? false }

  /// Does what has to be done; to be called between batches.
  func work() throws {
    if active != nil { writePortion() }
    guard !commands.isEmpty else { return }
    for command in commands.takeAll() { try handle(command) }
  }

  private func handle(_ command: CheckpointCommand) throws {
    switch command {
    case .trigger(let trigger):
      if let inject { return try inject(trigger) }
      missed = trigger
      try ordered?(trigger)
    case .completed(let id): try completed(id)
    case .aborted(let id):
      if missed?.id == id { missed = nil }
      try giveUpAlignment?(id)
      if let active, active.trigger.id == id { giveUp(active) }
    }
  }
}
