public import DreyModel
import NIOCore
import NIOPosix

/// A TCP port that accepts frame connections. Whoever binds one calls ``run(serve:)`` or ``close()``.
public final class Listener: Sendable {
  /// The port, also where the system was asked to choose one.
  public let port: Int
  private let server: NIOAsyncChannel<FrameChannel.Wrapped, Never>

  private init(port: Int, server: NIOAsyncChannel<FrameChannel.Wrapped, Never>) {
    self.port = port
    self.server = server
  }

  /// Takes a port (0: one that is free). Connections queue up until ``run(serve:)``.
  /// - Throws: ``Failure`` of the domain `infrastructure` where the port cannot be had.
  public static func bind(host: String, port: Int) async throws(Failure) -> Listener {
    do {
      let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .bind(host: host, port: port) { channel in
          channel.eventLoop.makeCompletedFuture {
            try FrameChannel.wrap(channel, maximumLength: FrameChannel.untrustedMaximumLength)
          }
        }
      return Listener(port: server.channel.localAddress?.port ?? port, server: server)
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
        for try await wrapped in inbound {
          group.addTask { try? await FrameChannel.use(wrapped, serve) }
        }
      }
    }
  }

  /// Gives up a port that was never served.
  public func close() async { try? await server.executeThenClose { _ in } }
}
