import DreyModel
import GuardedHTTP
import NIOCore
import NIOPosix

/// What a ``RestProxy`` needs to know.
struct ProxyConfiguration: Sendable {
  /// Who may call, and what connections may cost.
  var connections: GuardSettings
  /// Where Flink listens, on 127.0.0.1.
  var upstreamPort: Int
  var gate: SubmissionGate
  /// Before it has come Flink is still starting: requests wait. nil: it has started.
  var ready: EventLoopFuture<Void>?
  /// Told of every request that passes.
  var onRequest: @Sendable (_ method: String, _ path: String) -> Void = { _, _ in }
  /// Told when a client has been given the result of a job.
  var onResult: @Sendable () -> Void = {}
}

/// The REST API as clients see it: Flink's, behind a token.
final class RestProxy: Sendable {
  /// The port, also where the system was asked to choose one.
  let port: Int
  private let server: any Channel
  private let connections: ConnectionGuard

  private init(_ server: any Channel, _ connections: ConnectionGuard, port: Int) {
    self.server = server
    self.connections = connections
    self.port = port
  }

  /// Opens the port and serves until ``close()``.
  /// - Throws: ``Failure`` of the domain `infrastructure` where the port cannot be had.
  static func bind(host: String, port: Int, _ configuration: ProxyConfiguration) async throws(Failure) -> RestProxy {
    let connections = ConnectionGuard(configuration.connections)
    do {
      let server = try await ServerBootstrap(group: ConnectionGuard.eventLoopGroup)
        .serverChannelOption(.backlog, value: 1024)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            _ = try connections.install(on: channel)
            try channel.pipeline.syncOperations.addHandler(ProxyHandler(configuration))
          }
        }
        .bind(host: host, port: port).get()
      return RestProxy(server, connections, port: server.localAddress?.port ?? port)
    } catch {
      throw Failure(
        .infrastructure, "cannot listen on \(host):\(port): \(error)", advice: "Is another process using the port?")
    }
  }

  func close() async {
    try? await server.close()
    connections.closeAll()
  }
}
