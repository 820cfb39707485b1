import DreyModel
public import StreamRecords

/// The sending end of a data connection.
///
/// A frame is the number of bytes that follow its header (4 bytes), the number of records (4 bytes), and the records. A
/// signal has the record count ``signalMark`` and one byte, the ``Signal``.
@usableFromInline
final class RemoteChannel {
  static let headerLength = 8
  static let signalMark = UInt32.max
  /// A longer frame is refused: 256 MiB, more than any record should take.
  static let maximumFrameLength = 256 << 20

  private let socket: Socket
  private let peer: String

  init(socket: Socket, peer: String) {
    self.socket = socket
    self.peer = peer
  }

  /// Dials the worker that runs the downstream subtask.
  static func connect(to peer: WorkerAddress, as handshake: DataHandshake) throws(Failure) -> (RemoteChannel, Socket) {
    let name = "\(peer.host):\(peer.port)"
    do {
      let socket = try Socket.connect(host: peer.host, port: peer.port)
      socket.setStreamOptions()
      try socket.write(handshake.encode())
      var answer: [UInt8] = [0]
      guard try socket.read(into: &answer), answer[0] == DataHandshake.accepted else {
        throw Failure(.infrastructure, "worker \(name) refused the data connection of edge \(handshake.edge)")
      }
      return (RemoteChannel(socket: socket, peer: name), socket)
    } catch {
      throw Failure.connection(to: name, error)
    }
  }

  @usableFromInline static func beginFrame(_ frame: inout ByteWriter) {
    frame.truncate(to: 0)
    frame.integer(0 as UInt64)
  }

  /// Sends a frame and begins the next in the same memory.
  func send(_ frame: inout ByteWriter, recordCount: Int) throws(Failure) {
    let length = frame.count - Self.headerLength
    guard length <= Self.maximumFrameLength else {
      throw Failure(.user, "a record takes \(length) bytes encoded, at most \(Self.maximumFrameLength) can be sent")
    }
    frame.overwrite(at: 0, with: UInt32(truncatingIfNeeded: length))
    frame.overwrite(at: 4, with: UInt32(truncatingIfNeeded: recordCount))
    try write(frame)
    Self.beginFrame(&frame)
  }

  func send(_ signal: Signal) throws(Failure) {
    var frame = ByteWriter(capacity: 16)
    frame.integer(1 as UInt32)
    frame.integer(Self.signalMark)
    frame.integer(signal.rawValue)
    try write(frame)
  }

  private func write(_ frame: borrowing ByteWriter) throws(Failure) {
    do {
      try frame.withBytes { bytes in try socket.write(bytes) }
    } catch {
      EchoDelay.wait()
      throw Failure.connection(to: peer, error)
    }
  }
}

extension Failure {
  /// A data connection that could not be made or broke; a ``Failure`` stays as it is.
  static func connection(to peer: String, _ error: any Error) -> Failure {
    if let failure = error as? Failure { return failure }
    return Failure(
      .infrastructure, "data connection to worker \(peer): \(error)", advice: "Look at how that worker ended.")
  }
}
