import Glibc
import Synchronization

/// One client's connection through an ``EngineProxy``. Clients of an engine send a request only after the answer to the
/// one before, so a request's head is at the beginning of what is read.
final class ProxiedConnection: Sendable {
  private struct State {
    /// What is to become of the next answer.
    var answer: EngineFault.Kind?
    var ends = 0
  }

  let client: Int32
  let engine: Int32
  private let fault: @Sendable (EngineCall) -> EngineFault.Kind?
  private let state = Mutex(State())

  /// - Parameter fault: asked for every request what happens to it.
  init(client: Int32, engine: Int32, fault: @escaping @Sendable (EngineCall) -> EngineFault.Kind?) {
    self.client = client
    self.engine = engine
    self.fault = fault
  }

  /// Whether both directions have ended now.
  func lastToEnd() -> Bool {
    state.withLock { state in
      state.ends += 1
      return state.ends == 2
    }
  }

  @Sendable func copyRequests() {
    var isAnswered = false
    copy(from: client, to: engine) { chunk in
      guard !isAnswered, let call = EngineCall(head: chunk), let kind = fault(call) else { return !isAnswered }
      switch kind {
      case .error:
        refuse()
        isAnswered = true
      case .closed: cut()
      case .errorAfter, .closedAfter: state.withLock { $0.answer = kind }
      case .stall: usleep(useconds_t(EngineFault.stall.components.seconds) * 1_000_000)
      }
      return ![.error, .closed].contains(kind)
    }
  }

  @Sendable func copyAnswers() {
    copy(from: engine, to: client) { chunk in
      // "Continue" is no answer yet.
      guard !chunk.starts(with: Array("HTTP/1.1 100".utf8)) else { return true }
      let kind = state.withLock { state in
        defer { state.answer = nil }
        return state.answer
      }
      switch kind {
      case .errorAfter: refuse()
      case .closedAfter: cut()
      default: return true
      }
      return false
    }
  }

  /// Breaks it.
  private func cut() { for end in [client, engine] { shutdown(end, Int32(SHUT_RDWR)) } }

  /// Answers for the engine, which hears no more.
  private func refuse() {
    let body = #"{"message":"injected fault"}"#
    let head =
      "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nConnection: close\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\r\n"
    let answer = Array((head + body).utf8)
    _ = Self.send(answer[...], to: client)
    shutdown(client, Int32(SHUT_WR))
    shutdown(engine, Int32(SHUT_RDWR))
  }

  /// - Parameter passes: whether a chunk goes through; what does not is read all the same.
  private func copy(from: Int32, to: Int32, passes: (ArraySlice<UInt8>) -> Bool) {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(from, &buffer, buffer.count)
      guard count > 0 else { break }
      let chunk = buffer[..<count]
      if passes(chunk), !Self.send(chunk, to: to) { break }
    }
    shutdown(to, Int32(SHUT_WR))
  }

  private static func send(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }
}
