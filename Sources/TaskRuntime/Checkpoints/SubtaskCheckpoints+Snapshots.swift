import DreyModel

// Taking snapshots.
extension SubtaskCheckpoints {
  /// Fences all states, and lets them be written from now on. Where that is not possible the checkpoint is declined.
  /// - Parameters:
  ///   - alignment: milliseconds that the barrier took to come along all channels.
  ///   - isOvertaking: whether what is on its way is part of it.
  func begin(_ trigger: CheckpointTrigger, alignment: Int = 0, isOvertaking: Bool = false) {
    if missed?.id == trigger.id { missed = nil }
    completeActive()
    guard !states.isEmpty || isOvertaking else {
      return setup.report(
        .acknowledged(SubtaskSnapshot(checkpointID: trigger.id, subtask: subtask, alignmentDuration: alignment)))
    }
    let stall = LongestStall()
    let plan = stall.measure { self.plan(trigger) }
    do {
      let snapshot = try ActiveSnapshot(
        trigger, alignment: alignment, of: self, as: plan, stall, inFlight: isOvertaking ? inFlight : nil)
      active = snapshot
      writings.removeAll(where: \.hasEnded)
      writings.append(snapshot.writing)
      try fence(snapshot)
      writePortion()
    } catch {
      if let active { return fail(active, error) }
      inFlight?.state.endSnapshot()
      SnapshotLinks.remove(plan.earlier ?? [])
      setup.report(.declined(subtask, checkpointID: trigger.id, Failure(error, domain: .infrastructure)))
    }
  }

  /// Notes from now on what comes before the barriers of a checkpoint.
  func recordInFlight(_ checkpoint: Int, except isDone: [Bool]) {
    // What an earlier one noted ends with it.
    completeActive()
    (inFlight?.state as? InFlightRecords)?.record(checkpoint, except: isDone)
  }

  func completeActive() {
    while let snapshot = active {
      // Its barriers will never come: another checkpoint begins, or the subtask ends.
      guard !snapshot.isWaiting else { return giveUp(snapshot) }
      do { if try !snapshot.writePortion() { end(snapshot) } } catch { fail(snapshot, error) }
    }
  }

  /// Blocks until what is being written is on the disk; the subtask's end is told only then.
  func finish() {
    completeActive()
    for each in writings { each.wait() }
  }

  /// Gives up what is being written.
  func abandon() {
    active?.abandon()
    active = nil
    (inject, ordered, giveUpAlignment, completionHandlers) = (nil, nil, nil, [])
    (endings, states, inFlight, foundation) = ([], [], nil, nil)
  }

  /// Ends the streams of all edges, past the operators.
  func sendEndings() throws { for end in endings { try end() } }

  func writePortion() {
    guard let snapshot = active, snapshot.isBusy else { return }
    do {
      if try !snapshot.writePortion() { end(snapshot) }
    } catch {
      fail(snapshot, error)
    }
  }

  func giveUp(_ snapshot: ActiveSnapshot) {
    snapshot.abandon()
    active = nil
  }

  private func end(_ snapshot: ActiveSnapshot) {
    snapshot.end()
    active = nil
  }

  private func fail(_ snapshot: ActiveSnapshot, _ error: any Error) {
    giveUp(snapshot)
    setup.report(.declined(subtask, checkpointID: snapshot.trigger.id, Failure(error, domain: .user)))
  }
}
