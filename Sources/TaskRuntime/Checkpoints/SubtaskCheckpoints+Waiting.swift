import DreyModel

// Waiting for a checkpoint to become complete.
extension SubtaskCheckpoints {
  /// Blocks until a checkpoint that shows all that this subtask has is complete, and its handlers have been called.
  ///
  /// For operators at the end of their input that have prepared what only a checkpoint makes final.
  /// - Throws: ``DreyModel/Failure`` where the job is cancelled; what a handler throws.
  public func awaitFinalCheckpoint() throws {
    // One that it acknowledges after this report would be taken for the last.
    finish()
    setup.report(.awaitsFinal(subtask))
    var covering = Int.max
    if let trigger = missed {
      covering = trigger.id
      begin(trigger)
      completeActive()
    }
    try wait { command in
      switch command {
      case .trigger(let trigger):
        covering = min(covering, trigger.id)
        begin(trigger)
        completeActive()
        return false
      case .completed(let id): return id >= covering
      case .aborted(let id):
        if id == covering { covering = .max }
        return false
      }
    }
  }

  /// Blocks until the savepoint that ends the job is complete, and handlers have been called.
  /// - Throws: ``DreyModel/Failure`` where it is given up, or the job is cancelled.
  func awaitCompletion(of trigger: CheckpointTrigger) throws {
    completeActive()
    try wait { command in
      switch command {
      case .completed(trigger.id): return true
      case .aborted(trigger.id):
        throw Failure(
          .infrastructure, "the savepoint \(trigger.id) that was to end the job could not be completed",
          advice: "The job goes on from its latest checkpoint, if its restart strategy says so.")
      default: return false
      }
    }
  }

  private func wait(_ isOver: (CheckpointCommand) throws -> Bool) throws {
    while true {
      if isCancelled() { throw Cancellation.failure }
      for command in commands.wait() {
        if case .completed(let id) = command { try completed(id) }
        if try isOver(command) { return }
      }
    }
  }
}
