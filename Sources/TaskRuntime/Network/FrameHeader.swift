import StreamRecords

/// The eight bytes in front of everything that a data connection carries: the number of bytes that follow (4 bytes), and
/// the number of records, or ``signalMark`` (4 bytes). The topmost bit of the number says that records have timestamps.
struct FrameHeader: Equatable {
  static let length = 8
  static let signalMark = UInt32.max
  private static let timedBit: UInt32 = 1 << 31
  /// A longer frame is refused: 256 MiB, more than any record should take.
  static let maximumFrameLength = 256 << 20

  /// Bytes that follow.
  var byteCount: Int
  var content: Content

  enum Content: Equatable {
    case signal
    case records(Int, isTimed: Bool)
  }

  /// Begins a frame in the memory of the one before, with room for its header.
  static func begin(_ frame: inout ByteWriter) {
    frame.truncate(to: 0)
    frame.integer(0 as UInt64)
  }

  /// - Returns: nil where the bytes are no header, or that of a frame that is empty or too long.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = ByteReader(bytes)
    let (length, mark) = (reader.integer(UInt32.self), reader.integer(UInt32.self))
    guard !reader.failed, length > 0, length <= Self.maximumFrameLength else { return nil }
    byteCount = Int(length)
    content =
      mark == Self.signalMark ? .signal : .records(Int(mark & ~Self.timedBit), isTimed: mark & Self.timedBit != 0)
  }

  init(byteCount: Int, _ content: Content) {
    self.byteCount = byteCount
    self.content = content
  }

  /// Writes the header into the room that ``begin(_:)`` left for it.
  func write(into frame: inout ByteWriter) {
    frame.overwrite(at: 0, with: UInt32(truncatingIfNeeded: byteCount))
    frame.overwrite(at: 4, with: mark)
  }

  private var mark: UInt32 {
    switch content {
    case .signal: Self.signalMark
    case .records(let count, let isTimed): UInt32(truncatingIfNeeded: count) | (isTimed ? Self.timedBit : 0)
    }
  }
}
