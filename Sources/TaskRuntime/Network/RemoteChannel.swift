import DreyModel
import StreamRecords

/// The sending end of a data connection.
///
/// A frame is a ``FrameHeader`` and the records, or a ``Signal``.
@usableFromInline
final class RemoteChannel {
  private let socket: Socket
  private let peer: String

  init(socket: Socket, peer: String) {
    self.socket = socket
    self.peer = peer
  }

  /// How long a worker may take to accept a connection.
  private static let answerSeconds = 60

  /// Dials the worker that runs the downstream subtask.
  static func connect(to peer: WorkerAddress, as handshake: DataHandshake) throws(Failure) -> (RemoteChannel, Socket) {
    let name = "\(peer.host):\(peer.port)"
    do {
      let socket = try Socket.connect(host: peer.host, port: peer.port)
      socket.setStreamOptions()
      try socket.write(handshake.encode())
      socket.setReceiveTimeout(seconds: answerSeconds)
      var answer: [UInt8] = [0]
      guard try socket.read(into: &answer), answer[0] == DataHandshake.accepted else {
        throw Failure(.infrastructure, "worker \(name) refused the data connection of edge \(handshake.edge)")
      }
      socket.setReceiveTimeout(seconds: nil)
      return (RemoteChannel(socket: socket, peer: name), socket)
    } catch {
      throw Failure.connection(to: name, error)
    }
  }

  /// Sends a frame and begins the next in the same memory.
  func send(_ frame: inout ByteWriter, recordCount: Int, isTimed: Bool, _ meter: SubtaskMeter) throws(Failure) {
    let length = frame.count - FrameHeader.length
    guard length <= FrameHeader.maximumFrameLength else {
      throw Failure(
        .user, "a record takes \(length) bytes encoded, at most \(FrameHeader.maximumFrameLength) can be sent")
    }
    FrameHeader(byteCount: length, .records(recordCount, isTimed: isTimed)).write(into: &frame)
    try write(frame, meter)
    FrameHeader.begin(&frame)
  }

  func send(_ signal: Signal, _ meter: SubtaskMeter) throws(Failure) {
    var frame = ByteWriter(capacity: FrameHeader.length + Signal.maximumLength)
    FrameHeader.begin(&frame)
    signal.put(into: &frame)
    FrameHeader(byteCount: frame.count - FrameHeader.length, .signal).write(into: &frame)
    try write(frame, meter)
  }

  private func write(_ frame: borrowing ByteWriter, _ meter: SubtaskMeter) throws(Failure) {
    do {
      try frame.withBytes { bytes in
        try socket.write(bytes) { wait in meter.waiting(for: .room, wait) }
      }
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
