import ControlPlane
import DreyModel
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// Serves the ``RestAPI`` over HTTP.
struct RestServer: Sendable {
  let api: RestAPI

  /// Serves until the calling task is cancelled.
  /// - Parameter listening: told the port once it is open.
  /// - Returns: why it ended; nil where it was cancelled.
  func run(listening: @escaping @Sendable (Int) -> Void) async -> Failure? {
    let (host, port) = (api.configuration.restHost, api.configuration.restPort)
    let application = Hummingbird.Application(
      router: api.router,
      server: .http1(
        configuration: HTTP1Channel.Configuration(
          additionalChannelHandlers: [
            ContinueHandler(token: api.configuration.token, limit: api.configuration.maximumContentLength)
          ],
          idleTimeout: .seconds(60))),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), availableConnectionsDelegate: MaximumAvailableConnections(256)),
      onServerRunning: { listening($0.localAddress?.port ?? port) },
      eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
      // Standard error carries events and nothing else.
      logger: Logger(label: "rest") { _ in SwiftLogNoOpLogHandler() })
    do {
      try await application.run()
      return Task.isCancelled ? nil : Failure(.infrastructure, "the REST API on \(host):\(port) ended")
    } catch {
      guard !Task.isCancelled else { return nil }
      return Failure(
        .infrastructure, "the REST API on \(host):\(port) failed: \(error)",
        advice: "Is another process using the port? Set rest.port or rest.bind-address.")
    }
  }
}
