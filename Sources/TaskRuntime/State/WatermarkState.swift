public import StreamRecords

/// How far event time has come for one operator's subtask.
///
/// It is part of snapshots, so that what has fired does not fire again, and what was late is late, while the watermarks of a
/// job that was restored still have to catch up. All subtasks have come as far where barriers are aligned; of several that
/// have not, the last one counts.
public final class WatermarkState: SnapshotState {
  /// No record follows that happened at this time or before, in milliseconds since 1970 began (UTC); `Int.min` as long as
  /// nothing is known. Only goes on.
  public private(set) var current = Int.min
  private var restored: Int?

  /// Nothing is known.
  public init() {}

  public var name: String { "watermark" }
  public var distribution: StateDistribution { .union }

  /// Takes in a watermark.
  /// - Returns: whether time has gone on.
  public func advance(to time: Int) -> Bool {
    guard time > current else { return false }
    current = time
    return true
  }

  /// Lets time begin anew: for the next key in batch mode.
  public func rewind() { current = .min }

  public func beginSnapshot(_ pieces: SnapshotPieces) throws {
    try pieces.append { [current] writer in writer.integer(current) }
  }

  public func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) {
    let time = reader.integer(Int.self)
    if !reader.failed { restored = min(restored ?? time, time) }
  }

  /// The end of all time is that of an input which had ended. If there are more records now, they are not late for that.
  public func endRestore() { if let restored, restored < .max { current = restored } }
}
