/// What waits in an ``InputGate``.
enum Packet: Sendable {
  /// A ``RecordBatch`` of the edge's record type, from a subtask in this process; how many records it has and, by
  /// estimate, bytes.
  case records(any Sendable & AnyObject, count: Int, byteCount: Int)
  /// Encoded records, from a subtask in another process.
  case frame(Frame)
  case signal(Signal)

  /// Bytes that the records take, or may take.
  var byteCount: Int {
    switch self {
    case .records(_, _, let byteCount): byteCount
    case .frame(let frame): frame.bytes.count
    case .signal: 0
    }
  }

  /// Records in it, as the sender says.
  var recordCount: Int {
    switch self {
    case .records(_, let count, _): count
    case .frame(let frame): frame.recordCount
    case .signal: 0
    }
  }
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
