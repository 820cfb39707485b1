import DreyModel
import StreamRecords

/// Which gate and channel a data connection leads to.
struct DataRoutes: Sendable {
  struct Key: Hashable, Sendable {
    var edge: Int
    var upstream: Int
    var downstream: Int
  }

  struct Route: Sendable {
    var gate: InputGate
    var channel: Int
    /// The upstream subtask, for messages.
    var peer: String
  }

  var routes: [Key: Route] = [:]
}

/// Reads one data connection to its end of input.
struct DataReceiver {
  private let connection: Socket
  private let route: DataRoutes.Route

  init(_ connection: Socket, into route: DataRoutes.Route) {
    self.connection = connection
    self.route = route
  }

  /// - Throws: ``Failure`` where the connection breaks, or carries something else than frames.
  func receiveAll() throws(Failure) {
    while true {
      let (length, recordCount) = try readHeader()
      if recordCount == RemoteChannel.signalMark {
        let signal = try readSignal(length)
        try route.gate.put(.signal(signal), channel: route.channel)
        if signal == .endOfInput { return }
      } else {
        let frame = Frame(byteCount: length, recordCount: Int(recordCount))
        try read(frame.bytes)
        try route.gate.put(.frame(frame), channel: route.channel)
      }
    }
  }

  private func readHeader() throws(Failure) -> (length: Int, recordCount: UInt32) {
    let header = Frame(byteCount: RemoteChannel.headerLength, recordCount: 0)
    try read(header.bytes)
    var reader = ByteReader(UnsafeRawBufferPointer(header.bytes))
    let (length, recordCount) = (Int(reader.integer(UInt32.self)), reader.integer(UInt32.self))
    guard length > 0, length <= RemoteChannel.maximumFrameLength else {
      throw Failure(.infrastructure, "\(route.peer) sent a frame of \(length) bytes")
    }
    return (length, recordCount)
  }

  private func readSignal(_ length: Int) throws(Failure) -> Signal {
    let code = Frame(byteCount: 1, recordCount: 0)
    if length == 1 { try read(code.bytes) }
    guard length == 1, let signal = Signal(rawValue: code.bytes[0]) else {
      throw Failure(.infrastructure, "\(route.peer) sent an unknown signal")
    }
    return signal
  }

  private func read(_ bytes: UnsafeMutableRawBufferPointer) throws(Failure) {
    let whole: Bool
    do {
      whole = try connection.read(into: bytes)
    } catch {
      throw lost(error)
    }
    if !whole { throw closed }
  }

  private func lost(_ error: any Error) -> Failure {
    Failure(.infrastructure, "lost the data connection of \(route.peer): \(error)", advice: Self.advice)
  }

  private var closed: Failure {
    Failure(.infrastructure, "\(route.peer) closed its data connection before its end of input", advice: Self.advice)
  }

  private static let advice = "Look at how the worker of that subtask ended."
}
