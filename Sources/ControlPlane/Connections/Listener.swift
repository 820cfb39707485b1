public import DreyModel
import NIOCore
import NIOPosix

/// A TCP port that accepts frame connections. Whoever binds one calls ``run(serve:)`` or ``close()``.
///
/// It accepts whoever comes. Those that have not yet proved to know the cluster's secret are ``Strangers``.
public final class Listener: Sendable {
  /// The port, also where the system was asked to choose one.
  public let port: Int
  private let strangers: Strangers
  let server: any Channel

  private init(port: Int, strangers: Strangers, server: any Channel) {
    self.port = port
    self.strangers = strangers
    self.server = server
  }

  /// Takes a port (0: one that is free). Connections queue up until ``run(serve:)``.
  /// - Throws: ``Failure`` of the domain `infrastructure` where the port cannot be had.
  public static func bind(host: String, port: Int) async throws(Failure) -> Listener {
    let strangers = Strangers()
    do {
      // An error in accepting one connection, such as a lack of descriptors, is the server channel's to get over.
      let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .serverChannelOption(.backlog, value: 4096)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelOption(.autoRead, value: false)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(Arrival(strangers))
          }
        }
        .bind(host: host, port: port).get()
      return Listener(port: server.localAddress?.port ?? port, strangers: strangers, server: server)
    } catch {
      throw Failure(
        .infrastructure, "cannot listen on \(host):\(port): \(error)", advice: "Is another process using the port?")
    }
  }

  /// Serves each connection in a task of its own until the calling task is cancelled, which cancels those as well.
  public func run(serve: @escaping @Sendable (FrameChannel) async -> Void) async {
    let strangers = strangers
    server.closeFuture.whenComplete { _ in strangers.close() }
    await withDiscardingTaskGroup { group in
      for await channel in strangers.arrivals {
        group.addTask {
          try? await FrameChannel.use(accepted: channel, onTrust: { strangers.release(channel) }, serve)
        }
      }
      group.cancelAll()
    }
    await close()
  }

  /// Gives up a port that was never served.
  public func close() async {
    try? await server.close()
    strangers.close()
  }
}

/// Tells of a connection once it can be used.
private final class Arrival: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let strangers: Strangers

  init(_ strangers: Strangers) { self.strangers = strangers }

  func channelActive(context: ChannelHandlerContext) {
    strangers.add(context.channel)
    context.fireChannelActive()
  }
}
