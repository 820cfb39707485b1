public import DreyModel
import NIOCore
import NIOPosix
import Synchronization

/// A TCP port that accepts frame connections. Whoever binds one calls ``run(serve:)`` or ``close()``.
public final class Listener: Sendable {
  /// The port, also where the system was asked to choose one.
  public let port: Int
  private let backlog: Backlog
  private let server: NIOAsyncChannel<any Channel, Never>

  private init(port: Int, backlog: Backlog, server: NIOAsyncChannel<any Channel, Never>) {
    self.port = port
    self.backlog = backlog
    self.server = server
  }

  /// Takes a port (0: one that is free). Connections queue up until ``run(serve:)``.
  /// - Throws: ``Failure`` of the domain `infrastructure` where the port cannot be had.
  public static func bind(host: String, port: Int) async throws(Failure) -> Listener {
    let backlog = Backlog()
    do {
      let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelOption(.autoRead, value: false)
        .bind(host: host, port: port) { channel in
          backlog.add(channel)
          return channel.eventLoop.makeSucceededFuture(channel)
        }
      return Listener(port: server.channel.localAddress?.port ?? port, backlog: backlog, server: server)
    } catch {
      throw Failure(
        .infrastructure, "cannot listen on \(host):\(port): \(error)", advice: "Is another process using the port?")
    }
  }

  /// Serves each connection in a task of its own until the calling task is cancelled, which cancels those as well.
  public func run(serve: @escaping @Sendable (FrameChannel) async -> Void) async {
    // What goes wrong while accepting ends the listener; the caller sees that this returned.
    try? await server.executeThenClose { inbound in
      try await withThrowingDiscardingTaskGroup { group in
        for try await channel in inbound {
          backlog.remove(channel)
          group.addTask { try? await FrameChannel.use(accepted: channel, serve) }
        }
      }
    }
    backlog.close()
  }

  /// Gives up a port that was never served.
  public func close() async {
    try? await server.executeThenClose { _ in }
    backlog.close()
  }
}

/// Connections that were accepted and that nobody serves yet; when the listener ends nobody ever will.
private final class Backlog: Sendable {
  private let channels = Mutex<(isClosed: Bool, waiting: [ObjectIdentifier: any Channel])>((false, [:]))

  func add(_ channel: any Channel) {
    let isLate = channels.withLock { channels in
      if !channels.isClosed { channels.waiting[ObjectIdentifier(channel)] = channel }
      return channels.isClosed
    }
    if isLate { channel.close(promise: nil) }
  }

  func remove(_ channel: any Channel) {
    channels.withLock { $0.waiting[ObjectIdentifier(channel)] = nil }
  }

  func close() {
    let waiting = channels.withLock { channels in
      defer { channels = (true, [:]) }
      return Array(channels.waiting.values)
    }
    for channel in waiting { channel.close(promise: nil) }
  }
}
