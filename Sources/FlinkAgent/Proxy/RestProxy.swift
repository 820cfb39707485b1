import ControlPlane
import DreyModel
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// What a ``RestProxy`` needs to know.
struct ProxyConfiguration: Sendable {
  var token: RestToken
  /// Where Flink listens, on 127.0.0.1.
  var upstreamPort: Int
  var gate: SubmissionGate
  /// Before it has come Flink is still starting: requests wait. nil: it has started.
  var ready: EventLoopFuture<Void>?
  /// Told of every request that passes.
  var onRequest: @Sendable (_ method: String, _ path: String) -> Void = { _, _ in }
  /// Told when a client has been given the result of a job.
  var onResult: @Sendable () -> Void = {}
  /// Connections at a time; further ones are closed.
  var maximumConnections = 256
  var idleTimeout: TimeAmount = .seconds(120)
  /// Within it a connection has to present the token for the first time.
  var presentationTimeout: TimeAmount = .seconds(15)
}

/// The REST API as clients see it: Flink's, behind a token.
final class RestProxy: Sendable {
  /// The port, also where the system was asked to choose one.
  let port: Int
  private let server: any Channel

  private init(_ server: any Channel, port: Int) {
    self.server = server
    self.port = port
  }

  /// Opens the port and serves until ``close()``.
  /// - Throws: ``Failure`` of the domain `infrastructure` where the port cannot be had.
  static func bind(host: String, port: Int, _ configuration: ProxyConfiguration) async throws(Failure) -> RestProxy {
    let limit = ConnectionLimit(configuration.maximumConnections)
    do {
      let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelOption(.allowRemoteHalfClosure, value: false)
        .childChannelInitializer { channel in
          guard limit.take() else { return channel.eventLoop.makeFailedFuture(ChannelError.eof) }
          channel.closeFuture.whenComplete { _ in limit.giveBack() }
          return channel.eventLoop.makeCompletedFuture { try initialize(channel, configuration) }
        }
        .bind(host: host, port: port).get()
      return RestProxy(server, port: server.localAddress?.port ?? port)
    } catch {
      throw Failure(
        .infrastructure, "cannot listen on \(host):\(port): \(error)", advice: "Is another process using the port?")
    }
  }

  func close() async { try? await server.close() }

  /// Without token a request's head is all that anybody can make it hold: 64 fields, 32 KiB in all.
  private static var limits: NIOHTTPDecoderLimitConfiguration {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = 16 << 10
    limits.maxHeaderListSize = 32 << 10
    limits.maxHeaderFieldCount = 64
    return limits
  }

  private static func initialize(_ channel: any Channel, _ configuration: ProxyConfiguration) throws {
    let pipeline = channel.pipeline.syncOperations
    let decoder = HTTPRequestDecoder(
      leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop, limitConfiguration: limits)
    try pipeline.addHandlers([
      IdleStateHandler(allTimeout: configuration.idleTimeout), HTTPResponseEncoder(), ByteToMessageHandler(decoder),
      HTTPServerPipelineHandler(), HTTPServerProtocolErrorHandler(), ProxyHandler(configuration),
    ])
  }
}

/// How many connections there may be.
private final class ConnectionLimit: Sendable {
  private let free: Mutex<Int>

  init(_ count: Int) { free = Mutex(count) }

  func take() -> Bool {
    free.withLock { free in
      guard free > 0 else { return false }
      free -= 1
      return true
    }
  }

  func giveBack() { free.withLock { $0 += 1 } }
}
