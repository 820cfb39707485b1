import DreyModel
import Glibc
import Synchronization

/// Accepts the data connections of other workers and feeds what they send into the gates of this one.
///
/// One thread accepts and reads handshakes; a connection has a thread of its own once it is one of the attempt's. A stranger is
/// turned away and disturbs nobody: it is closed if it does not open with the attempt's token within ten seconds, or if it is in
/// the way of others (``UnprovenConnections``). That it was turned away is told on standard error.
final class DataListener: Sendable {
  static let handshakeLimit = Duration.seconds(10)
  /// Less than may be opening, so that what has come is read before it could be in the way.
  private static let acceptedAtOnce = 64

  /// Where peers find this listener.
  let port: Int
  private let socket: Socket
  private let token: String
  private let routes: DataRoutes
  private let log: StrangerLog
  private let taken = Mutex<Set<DataRoutes.Key>>([])

  /// Listens at a port of the system's choice and accepts from now on.
  init(routes: DataRoutes, token: String, host: String = "0.0.0.0", log: StrangerLog = StrangerLog()) throws {
    (socket, port) = try Socket.listen(on: host)
    socket.setNonBlocking()
    self.routes = routes
    self.token = token
    self.log = log
    try PosixThread.spawn { [self] in acceptAll() }
  }

  /// Accepts no more connections; those that exist go on.
  func close() { socket.shutDown() }

  private func acceptAll() {
    var openings = DataOpenings(limit: Self.handshakeLimit)
    while true {
      openings.wait(with: socket)
      do throws(SocketError) {
        for _ in 0..<Self.acceptedAtOnce {
          guard let connection = try socket.acceptWaiting() else { break }
          tell(openings.add(connection))
        }
      } catch {
        switch error.code {
        case EINVAL, EBADF: return
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
          // There is no room for another one: the next time maybe, and without the oldest of these.
          tell(openings.dropOldest())
          usleep(10_000)
        default: break
        }
      }
      let (whole, refused) = openings.readAll()
      for each in refused { tell(each) }
      for (connection, bytes) in whole { admit(connection, bytes) }
    }
  }

  private func tell(_ refusal: DataRefusal?) {
    if let refusal { log.dropped(refusal.peer, because: refusal.reason) }
  }

  private func admit(_ connection: Socket.Accepted, _ bytes: [UInt8]) {
    do throws(DataRefusal) {
      let route = try route(of: connection, bytes)
      do {
        try answer(connection.socket)
        try PosixThread.spawn { Self.serve(connection.socket, route) }
      } catch {
        route.gate.close(
          Failure(.infrastructure, "the connection of \(route.peer) broke while it opened: \(error)"))
      }
    } catch { tell(error) }
  }

  private static func serve(_ connection: Socket, _ route: DataRoutes.Route) {
    do throws(Failure) {
      try DataReceiver(connection, into: route).receiveAll()
    } catch {
      EchoDelay.wait()
      route.gate.close(error)
    }
  }

  private func answer(_ connection: Socket) throws {
    connection.setStreamOptions()
    try connection.write([DataHandshake.accepted])
  }

  private func route(of connection: Socket.Accepted, _ bytes: [UInt8]) throws(DataRefusal) -> DataRoutes.Route {
    guard let handshake = DataHandshake(bytes, token: token) else {
      throw DataRefusal(peer: connection.peer, reason: "it opened with no handshake of this attempt")
    }
    let key = DataRoutes.Key(edge: handshake.edge, upstream: handshake.upstream, downstream: handshake.downstream)
    guard let route = routes.routes[key], taken.withLock({ $0.insert(key).inserted }) else {
      throw DataRefusal(
        peer: connection.peer,
        reason: "no connection of edge \(key.edge), \(key.upstream) to \(key.downstream), is expected")
    }
    return route
  }
}

/// Why a connection is none of the attempt's.
struct DataRefusal: Error {
  var peer: String
  var reason: String
}
