import DreyModel
import NIOCore
import NIOPosix

/// Opens frame connections.
public enum Dialer {
  /// Connects by TCP and lets `body` use the connection, which is closed afterwards.
  /// - Throws: ``ControlPlaneError`` where there is no connection to be had.
  public static func connect<Result: Sendable>(
    host: String, port: Int, body: @escaping @Sendable (FrameChannel) async -> Result
  ) async throws(ControlPlaneError) -> Result {
    let wrapped: FrameChannel.Wrapped
    do {
      wrapped = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .connectTimeout(.seconds(5))
        .connect(host: host, port: port) { channel in
          channel.eventLoop.makeCompletedFuture {
            try FrameChannel.wrap(channel, maximumLength: FrameChannel.untrustedMaximumLength)
          }
        }
    } catch {
      throw .transport("cannot connect to \(host):\(port): \(error)")
    }
    return try await FrameChannel.use(wrapped, body)
  }

  /// Uses a connected stream socket, such as one end of a socket pair; it is closed afterwards, and also on errors.
  /// - Throws: ``ControlPlaneError`` where the descriptor is no such socket.
  public static func attach<Result: Sendable>(
    descriptor: Int32, body: @escaping @Sendable (FrameChannel) async -> Result
  ) async throws(ControlPlaneError) -> Result {
    let wrapped: FrameChannel.Wrapped
    do {
      wrapped = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .withConnectedSocket(descriptor) { channel in
          channel.eventLoop.makeCompletedFuture {
            try FrameChannel.wrap(channel, maximumLength: ControlFrame.maximumLength)
          }
        }
    } catch {
      throw .transport("cannot use descriptor \(descriptor): \(error)")
    }
    return try await FrameChannel.use(wrapped, body)
  }
}
