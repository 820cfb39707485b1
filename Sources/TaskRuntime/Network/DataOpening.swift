import Glibc

/// A data connection whose handshake is under way: it has neither a thread nor memory but for these few bytes.
struct DataOpening {
  /// What has come of a handshake.
  enum Progress {
    case unfinished
    case whole([UInt8])
    /// The connection broke, or ended in the middle.
    case ended
  }

  let connection: Socket.Accepted
  let deadline: ContinuousClock.Instant
  private var bytes: [UInt8] = []

  init(_ connection: Socket.Accepted, deadline: ContinuousClock.Instant) {
    self.connection = connection
    self.deadline = deadline
  }

  /// Reads what is there of the handshake, and nothing behind it.
  mutating func readMore() -> Progress {
    let missing = DataHandshake.encodedLength - bytes.count
    let received = withUnsafeTemporaryAllocation(byteCount: missing, alignment: 1) { buffer -> Int? in
      do throws(SocketError) {
        guard let count = try connection.socket.readWaiting(into: buffer) else { return nil }
        bytes += buffer[..<count]
        return count
      } catch { return 0 }
    }
    guard let received else { return .unfinished }
    guard received > 0 else { return .ended }
    return bytes.count == DataHandshake.encodedLength ? .whole(bytes) : .unfinished
  }
}
