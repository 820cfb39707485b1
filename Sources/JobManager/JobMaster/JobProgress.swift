import DreyModel

/// What a job's subtasks have done so far, by what their workers said last.
struct JobProgress: Sendable, Equatable {
  private var subtasks: [SubtaskID: SubtaskProgress] = [:]
  /// Bytes of records that subtasks collected for the client.
  private var collectedBytes = 0
  /// Bytes of what is known of the subtasks' accumulators.
  private var bytes = 0
  /// Bytes that all accumulators of a job may have.
  private static let limit = 16 << 20
  /// The accumulator that says that there are more.
  static let tooMany = "drey.accumulators"
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
    bytes -= subtasks[progress.subtask].map(Self.size) ?? 0
    if bytes + Self.size(progress) > Self.limit {
      progress.accumulators = [
        Self.tooMany: .failed("the accumulators of all subtasks take more than \(Self.limit) bytes")
      ]
    }
    bytes += Self.size(progress)
    subtasks[progress.subtask] = progress
  }

  /// Bytes that a subtask's accumulators take, nearly.
  private static func size(_ progress: SubtaskProgress) -> Int {
    progress.accumulators.reduce(0) { size, accumulator in
      let records = if case .list(let records) = accumulator.value { records.bytes.count } else { 0 }
      return size + accumulator.key.utf8.count + 64 + records
    }
  }

  /// Forgets what all but these subtasks did, since they begin anew.
  mutating func keep(_ goingOn: Set<SubtaskID>) {
    subtasks = subtasks.filter { goingOn.contains($0.key) }
    bytes = subtasks.values.reduce(0) { $0 + Self.size($1) }
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
