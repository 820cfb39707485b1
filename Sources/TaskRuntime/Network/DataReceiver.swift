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
      let header = try readHeader()
      switch header.content {
      case .signal:
        let signal = try readSignal(header.byteCount)
        try route.gate.put(.signal(signal), channel: route.channel)
        if signal == .endOfInput { return }
      case .records(let count, let isTimed):
        let frame = Frame(byteCount: header.byteCount, recordCount: count, isTimed: isTimed)
        try read(frame.bytes)
        try route.gate.put(.frame(frame), channel: route.channel)
      }
    }
  }

  private func readHeader() throws(Failure) -> FrameHeader {
    let bytes = Frame(byteCount: FrameHeader.length, recordCount: 0)
    try read(bytes.bytes)
    guard let header = FrameHeader(UnsafeRawBufferPointer(bytes.bytes)) else {
      throw Failure(.infrastructure, "\(route.peer) sent a frame without bytes, or one that is too long")
    }
    return header
  }

  private func readSignal(_ length: Int) throws(Failure) -> Signal {
    let unknown = Failure(.infrastructure, "\(route.peer) sent an unknown signal")
    guard length <= Signal.maximumLength else { throw unknown }
    let bytes = Frame(byteCount: length, recordCount: 0)
    try read(bytes.bytes)
    guard let signal = Signal(UnsafeRawBufferPointer(bytes.bytes)) else { throw unknown }
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
