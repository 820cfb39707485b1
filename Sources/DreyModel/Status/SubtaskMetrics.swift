/// What a subtask has read and written so far, and what it spent its time with.
public struct SubtaskMetrics: Sendable, Codable, Equatable {
  /// Bytes that came from other subtasks; of those in the same process, which are not encoded, an estimate.
  public var readBytes = 0
  /// Bytes that went to other subtasks, as with ``readBytes``.
  public var writeBytes = 0
  /// Records that came from other subtasks.
  public var readRecords = 0
  /// Records that went to other subtasks, once per edge however many subtasks got them.
  public var writeRecords = 0
  /// Milliseconds in which there was no input.
  public var idleTime = 0
  /// Milliseconds in which a later subtask did not take what this one had for it.
  public var backPressuredTime = 0
  /// All other milliseconds since it began to run.
  public var busyTime = 0
  /// nil where none were, so that metrics without them look as ever.
  private var lateRecords: Int?

  /// Records that were dropped since they came too late; Flink's `numLateRecordsDropped`.
  public var lateRecordsDropped: Int {
    get { lateRecords ?? 0 }
    set { lateRecords = newValue == 0 ? nil : newValue }
  }

  public init() {}

  /// Of several subtasks together. Wraps where it overflows, since the numbers are a peer's.
  public static func + (one: SubtaskMetrics, other: SubtaskMetrics) -> SubtaskMetrics {
    var sum = one
    sum.readBytes &+= other.readBytes
    sum.writeBytes &+= other.writeBytes
    sum.readRecords &+= other.readRecords
    sum.writeRecords &+= other.writeRecords
    sum.idleTime &+= other.idleTime
    sum.backPressuredTime &+= other.backPressuredTime
    sum.busyTime &+= other.busyTime
    sum.lateRecordsDropped &+= other.lateRecordsDropped
    return sum
  }
}
