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

  /// Returns the counts so far.
  private func progress(isFinal: Bool) -> SubtaskProgress {
    let values = accumulators.values(isFinal: isFinal)
    var metrics = meter.metrics
    metrics.lateRecordsDropped = LateRecords.counts(in: values).values.reduce(0, &+)
    return SubtaskProgress(subtask: subtask, metrics: metrics, accumulators: values)
  }

  /// A change of the subtask's state, with what is known of it by then.
  func update(_ state: ExecutionState, _ failure: Failure? = nil) -> SubtaskUpdate {
    guard state.isTerminal else { return SubtaskUpdate(subtask: subtask, state: state, failure: failure) }
    return SubtaskUpdate(subtask: subtask, state: state, failure: failure, progress: progress(isFinal: true))
  }

  var progress: SubtaskProgress { progress(isFinal: false) }
}
