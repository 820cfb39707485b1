/// What waits in an ``InputGate``.
enum Packet: Sendable {
  /// A ``RecordBatch`` of the edge's record type, from a subtask in this process.
  case records(any Sendable & AnyObject)
  /// Encoded records, from a subtask in another process.
  case frame(Frame)
  case signal(Signal)
}

/// Encoded records as they came over a connection.
final class Frame: @unchecked Sendable {
  /// Written by the connection that receives the frame before anybody else sees it, read-only after that.
  let bytes: UnsafeMutableRawBufferPointer
  /// How many records the sender says there are.
  let recordCount: Int
  /// Whether every record has its timestamp in front of it.
  let isTimed: Bool

  init(byteCount: Int, recordCount: Int, isTimed: Bool = false) {
    bytes = .allocate(byteCount: byteCount, alignment: 16)
    self.recordCount = recordCount
    self.isTimed = isTimed
  }

  deinit { bytes.deallocate() }
}
