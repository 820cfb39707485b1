import DreyModel
public import StreamRecords

/// Counts the records that one operator's subtask drops since they come too late; Flink's `numLateRecordsDropped`.
///
/// The count is a part of snapshots: records that a job drops a second time, after it was restarted, count once. A job that goes
/// on from another one's savepoint begins with zero.
public final class LateRecordCounter: SnapshotState {
  public let name = LateRecords.metric
  public let distribution = StateDistribution.split
  private let subtask: SubtaskContext
  private let accumulator: String
  /// nil until there is something to count.
  private var counter: LongCounter?
  private var count = 0

  /// A counter of what an operator drops.
  public init(_ operatorName: String, _ subtask: SubtaskContext) {
    self.subtask = subtask
    accumulator = LateRecords.accumulator(of: operatorName)
  }

  /// Counts a record.
  public func drop() { add(1) }

  private func add(_ records: Int) {
    if counter == nil { counter = try? subtask.getLongCounter(accumulator) }
    counter?.add(records)
    count &+= records
  }

  public func beginSnapshot(_ pieces: SnapshotPieces) throws {
    guard count > 0 else { return }
    try pieces.append { [count, job = subtask.checkpoints.setup.jobID] writer in
      String.put(job, into: &writer)
      writer.integer(count)
    }
  }

  public func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) {
    let job = String.get(from: &reader)
    let restored = reader.integer(Int.self)
    if !reader.failed, job == subtask.checkpoints.setup.jobID { add(restored) }
  }
}
