import DreyModel

/// What can be seen of a subtask from outside while it is at work.
final class SubtaskMonitor: Sendable {
  let subtask: SubtaskID
  let meter = SubtaskMeter()
  let accumulators: AccumulatorRegistry

  init(_ subtask: SubtaskID, collectLimit: Int) {
    self.subtask = subtask
    accumulators = AccumulatorRegistry(listLimit: collectLimit)
  }

  /// A change of the subtask's state, with what is known of it by then.
  func update(_ state: ExecutionState, _ failure: Failure? = nil) -> SubtaskUpdate {
    guard state.isTerminal else { return SubtaskUpdate(subtask: subtask, state: state, failure: failure) }
    return SubtaskUpdate(
      subtask: subtask, state: state, failure: failure,
      progress: SubtaskProgress(
        subtask: subtask, metrics: meter.metrics, accumulators: accumulators.values(isFinal: true)))
  }

  var progress: SubtaskProgress {
    SubtaskProgress(subtask: subtask, metrics: meter.metrics, accumulators: accumulators.values(isFinal: false))
  }
}
