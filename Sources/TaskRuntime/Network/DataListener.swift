import DreyModel
import Synchronization

/// Accepts the data connections of other workers and feeds what they send into the gates of this one.
///
/// One thread accepts, one more per connection reads. A stranger is turned away and disturbs nobody: a connection that
/// does not open with the attempt's token within ten seconds is closed, and no more than 256 may be opening at a time.
/// That it was turned away is told on standard error.
final class DataListener: Sendable {
  static let handshakeSeconds = 10
  static let maximumOpening = 256

  /// Where peers find this listener.
  let port: Int
  private let socket: Socket
  private let token: String
  private let routes: DataRoutes
  private let log: StrangerLog
  private let state = Mutex(State())

  private struct State {
    var opening = 0
    var taken: Set<DataRoutes.Key> = []
  }

  /// Listens at a port of the system's choice and accepts from now on.
  init(routes: DataRoutes, token: String, host: String = "0.0.0.0", log: StrangerLog = StrangerLog()) throws {
    (socket, port) = try Socket.listen(on: host)
    self.routes = routes
    self.token = token
    self.log = log
    try PosixThread.spawn { [self] in acceptAll() }
  }

  /// Accepts no more connections; those that exist go on.
  func close() { socket.shutDown() }

  private func acceptAll() {
    while let connection = try? socket.accept() {
      let admitted = state.withLock { state in
        guard state.opening < Self.maximumOpening else { return false }
        state.opening += 1
        return true
      }
      guard admitted else {
        log.dropped(connection.peerName, because: "\(Self.maximumOpening) are opening already")
        continue
      }
      let served: Void? = try? PosixThread.spawn { [self] in serve(connection) }
      if served == nil { state.withLock { $0.opening -= 1 } }
    }
  }

  private func serve(_ connection: Socket) {
    let route: DataRoutes.Route?
    do throws(Refusal) {
      route = try open(connection)
    } catch {
      log.dropped(connection.peerName, because: error.reason)
      route = nil
    }
    state.withLock { $0.opening -= 1 }
    guard let route else { return }
    do {
      try DataReceiver(connection, into: route).receiveAll()
    } catch {
      EchoDelay.wait()
      route.gate.close(error)
    }
  }

  /// Why a connection is none of ours.
  private struct Refusal: Error {
    var reason: String
  }

  /// - Returns: nil where the connection broke right after it was found to be one of ours.
  private func open(_ connection: Socket) throws(Refusal) -> DataRoutes.Route? {
    connection.setReceiveTimeout(seconds: Self.handshakeSeconds)
    connection.setStreamOptions()
    var bytes = [UInt8](repeating: 0, count: DataHandshake.encodedLength)
    let received = try? connection.read(into: &bytes)
    guard received == true else { throw Refusal(reason: "it did not open with a whole handshake") }
    guard let handshake = DataHandshake(bytes, token: token) else {
      throw Refusal(reason: "it opened with no handshake of this attempt")
    }
    let key = DataRoutes.Key(edge: handshake.edge, upstream: handshake.upstream, downstream: handshake.downstream)
    guard let route = routes.routes[key], state.withLock({ $0.taken.insert(key).inserted }) else {
      throw Refusal(reason: "no connection of edge \(key.edge), \(key.upstream) to \(key.downstream), is expected")
    }
    connection.setReceiveTimeout(seconds: nil)
    let answered: Void? = try? connection.write([DataHandshake.accepted])
    guard answered != nil else {
      route.gate.close(Failure(.infrastructure, "the connection of \(route.peer) broke while it opened"))
      return nil
    }
    return route
  }
}
