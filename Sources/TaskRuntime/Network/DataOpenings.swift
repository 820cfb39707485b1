import DreyModel
import Glibc

/// The data connections whose handshakes are under way.
struct DataOpenings {
  private let limit: Duration
  private var limits = UnprovenConnections<Int32>()
  /// By descriptor.
  private var openings: [Int32: DataOpening] = [:]

  /// - Parameter limit: how long a handshake may take.
  init(limit: Duration) { self.limit = limit }

  /// Takes in a connection.
  /// - Returns: the one that was closed for it.
  mutating func add(_ connection: Socket.Accepted) -> DataRefusal? {
    let descriptor = connection.socket.descriptor
    openings[descriptor] = DataOpening(connection, deadline: .now + limit)
    return limits.admit(descriptor, from: connection.host).flatMap { drop($0, because: Self.crowded) }
  }

  /// Closes the oldest of the address that has the most.
  mutating func dropOldest() -> DataRefusal? { limits.releaseOldest().flatMap { drop($0, because: Self.crowded) } }

  /// Blocks until there is something to read, `listener` has a connection, or a handshake has taken too long.
  func wait(with listener: Socket) {
    var watched = ([listener.descriptor] + openings.keys).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let deadline = openings.values.map(\.deadline).min()
    let milliseconds = deadline.map { max(0, ($0 - .now) / .milliseconds(1)).rounded(.up) }
    _ = poll(&watched, nfds_t(watched.count), milliseconds.map { Int32($0) } ?? -1)
  }

  /// Reads what is there.
  /// - Returns: the whole handshakes, and the connections that were closed.
  mutating func readAll() -> (whole: [(Socket.Accepted, [UInt8])], refused: [DataRefusal]) {
    var whole: [(Socket.Accepted, [UInt8])] = []
    var refused: [DataRefusal] = []
    let now = ContinuousClock.now
    for descriptor in Array(openings.keys) {
      switch openings[descriptor]?.readMore() {
      case .whole(let bytes)?:
        limits.release(descriptor)
        if let opening = openings.removeValue(forKey: descriptor) { whole.append((opening.connection, bytes)) }
      case .unfinished? where openings[descriptor].map { $0.deadline > now } == true: break
      default:
        limits.release(descriptor)
        if let refusal = drop(descriptor, because: "it did not open with a whole handshake") { refused.append(refusal) }
      }
    }
    return (whole, refused)
  }

  private static let crowded = "too many are opening"

  private mutating func drop(_ descriptor: Int32, because reason: String) -> DataRefusal? {
    guard let opening = openings.removeValue(forKey: descriptor) else { return nil }
    return DataRefusal(peer: opening.connection.peer, reason: reason)
  }
}
