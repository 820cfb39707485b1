import ChildProcess
import Glibc
import Synchronization

/// The clients of an attack, on a thread of their own.
public final class Swarm: Sendable {
  /// What has come of it.
  public struct Count: Sendable, Equatable {
    /// Connections that were made, those that are there, and those that the other side ended.
    public var opened = 0
    public var alive = 0
    public var ended = 0
    public var sentBytes = 0
    public var receivedBytes = 0
  }

  private let attack: Attack
  private let port: Int
  private let isStopped = Atomic(false)
  private let counted = Mutex(Count())
  private let end = Completion<Void>()

  private init(_ attack: Attack, port: Int) {
    self.attack = attack
    self.port = port
  }

  /// Begins an attack on a port of this machine.
  public static func start(_ attack: Attack, port: Int) throws -> Swarm {
    let swarm = Swarm(attack, port: port)
    try BlockingThread.start {
      swarm.run()
      swarm.end.complete(())
    }
    return swarm
  }

  public var count: Count { counted.withLock { $0 } }

  /// Closes all connections.
  /// - Returns: what has come of it.
  @discardableResult
  public func stop() async -> Count {
    isStopped.store(true, ordering: .relaxed)
    await end.value()
    return count
  }

  private func run() {
    var clients: [AttackClient] = []
    var opened = 0
    let began = AttackClient.milliseconds()
    while !isStopped.load(ordering: .relaxed) {
      let due = 1 + (AttackClient.milliseconds() - began) * attack.rate / 1000
      while clients.count < attack.connections, opened < (attack.isReconnecting ? due : attack.connections) {
        guard let client = AttackClient(attack, port: port, number: opened) else { break }
        opened += 1
        clients.append(client)
      }
      step(&clients, opened)
    }
    for client in clients { client.close() }
    counted.withLock { $0.alive = 0 }
  }

  private func step(_ clients: inout [AttackClient], _ opened: Int) {
    let now = AttackClient.milliseconds()
    var polled = clients.map { pollfd(fd: $0.descriptor, events: $0.events(now), revents: 0) }
    guard poll(&polled, nfds_t(polled.count), 10) >= 0 else { return }
    for index in clients.indices { clients[index].serve(polled[index].revents, now) }
    let gone = clients.filter(\.isDone)
    counted.withLock { count in
      count.opened = opened
      count.ended += gone.count { $0.isEndedByPeer }
      count.sentBytes += clients.reduce(0) { $0 + $1.sent }
      count.receivedBytes += clients.reduce(0) { $0 + $1.received }
      count.alive = clients.count - gone.count
    }
    for client in gone { client.close() }
    clients.removeAll(where: \.isDone)
    for index in clients.indices { clients[index].resetCounts() }
  }
}
