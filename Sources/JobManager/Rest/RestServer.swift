import ControlPlane
import DreyModel
import GuardedHTTP
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Serves the ``RestAPI`` over HTTP.
struct RestServer: Sendable {
  let api: RestAPI

  /// Serves until the calling task is cancelled.
  /// - Parameter listening: told the port once it is open; 0 where it has none.
  /// - Returns: why it ended; nil where it was cancelled.
  func run(listening: @escaping @Sendable (Int) -> Void = { _ in }) async -> Failure? {
    let settings = api.settings
    let connections = ConnectionGuard(settings.connections)
    defer { connections.closeAll() }
    let application = Hummingbird.Application(
      router: api.router,
      server: HTTPServerBuilder { GuardedChannel(connections: connections, responder: $0) },
      configuration: ApplicationConfiguration(address: settings.address.bindAddress, backlog: 1024),
      onServerRunning: { server in
        // It fails for a server that is closed already.
        try? await ConnectionGuard.keepAccepting(on: server)
        listening(server.localAddress?.port ?? 0)
      },
      eventLoopGroupProvider: .shared(ConnectionGuard.eventLoopGroup),
      // Standard error carries events and nothing else.
      logger: Logger(label: "rest") { _ in SwiftLogNoOpLogHandler() })
    do {
      try await application.run()
      return Task.isCancelled ? nil : Failure(.infrastructure, "the REST API on \(settings.address) ended")
    } catch {
      guard !Task.isCancelled else { return nil }
      return Failure(
        .infrastructure, "the REST API on \(settings.address) failed: \(error)",
        advice: "Is another process using the port? Set rest.port or rest.bind-address.")
    }
  }
}

extension RestSettings.Address: CustomStringConvertible {
  var description: String {
    switch self {
    case .tcp(let host, let port): "\(host):\(port)"
    case .socket(let path): path
    }
  }

  fileprivate var bindAddress: BindAddress {
    switch self {
    case .tcp(let host, let port): .hostname(host, port: port)
    case .socket(let path): .unixDomainSocket(path: path)
    }
  }
}
