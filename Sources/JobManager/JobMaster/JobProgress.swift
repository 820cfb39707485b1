import DreyModel

/// What a job's subtasks have done so far, by what their workers said last.
struct JobProgress: Sendable, Equatable {
  private var subtasks: [SubtaskID: SubtaskProgress] = [:]
  /// Bytes of records that subtasks collected for the client.
  private var collectedBytes = 0
  /// What is known of a job that ended before this JobManager began.
  private var final: [String: AccumulatorValue]?

  init(accumulators: [String: AccumulatorValue]? = nil) { final = accumulators }

  /// Takes in what a worker said of one of its subtasks. Records for the client are kept up to what he can be sent.
  mutating func record(_ progress: SubtaskProgress) {
    var progress = progress
    for (name, value) in progress.accumulators {
      guard case .list(let records) = value else { continue }
      collectedBytes += records.bytes.count
      guard collectedBytes > EncodedRecords.clusterLimit else { continue }
      progress.accumulators[name] = .failed(
        "the collected records take more than the \(EncodedRecords.clusterLimit) bytes that can be sent to the client")
    }
    subtasks[progress.subtask] = progress
  }

  /// Forgets what all but these subtasks did, since they begin anew.
  mutating func keep(_ goingOn: Set<SubtaskID>) {
    subtasks = subtasks.filter { goingOn.contains($0.key) }
    let lists = subtasks.values.flatMap(\.accumulators.values)
    collectedBytes = lists.reduce(0) { if case .list(let records) = $1 { $0 + records.bytes.count } else { $0 } }
  }

  /// What a subtask did; nil where nothing is known.
  func metrics(of subtask: SubtaskID) -> SubtaskMetrics? { subtasks[subtask]?.metrics }

  /// What the accumulators have come to, over all subtasks.
  var accumulators: [String: AccumulatorValue] {
    final ?? AccumulatorValue.merged(subtasks.sorted { $0.key < $1.key }.map(\.value.accumulators))
  }
}
