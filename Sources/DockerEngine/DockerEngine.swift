import CurlHTTP

/// A client of one Docker engine (or of Podman's Docker-compatible service).
///
/// All requests of a client share one thread and its connections. The thread ends when `close()` is called, or when the
/// client and every stream it gave out are gone. See the module's README for errors and concurrency.
public final class DockerEngine: Sendable {
  /// Where the engine listens.
  public let endpoint: EngineEndpoint
  /// The API version that requests are made with.
  public let apiVersion: APIVersion
  /// What the engine said of itself when it was connected to.
  public let ping: EnginePing
  /// The candidates that were tried in vain before this endpoint answered.
  public let failedAttempts: [ConnectionAttempt]
  let client: EngineClient

  /// How long a unary request may take unless said otherwise.
  public static let defaultTimeout: Duration = .seconds(120)

  private init(_ connection: Connection, endpoint: EngineEndpoint, failedAttempts: [ConnectionAttempt]) {
    self.endpoint = endpoint
    self.failedAttempts = failedAttempts
    apiVersion = connection.version
    ping = connection.ping
    client = connection.client
  }

  /// Connects to the first engine that answers at one of the candidates of `EngineEndpoint.discover(environment:)`.
  ///
  /// `timeout` bounds every unary request. Throws `DockerEngineError.connection` with all attempts if none answers,
  /// `.endpoint` if `DOCKER_HOST` or the Docker context is unusable, `.unsupportedVersion` if the engine is too old or new.
  public static func connect(
    environment: [String: String], timeout: Duration = defaultTimeout
  ) async throws -> DockerEngine {
    try await connect(to: try EngineEndpoint.discover(environment: environment), timeout: timeout)
  }

  /// Connects to the engine at an endpoint. Throws as `connect(environment:timeout:)` does.
  public static func connect(
    to endpoint: EngineEndpoint, timeout: Duration = defaultTimeout
  ) async throws -> DockerEngine {
    try await connect(to: [EngineCandidate(source: "given", endpoint: endpoint)], timeout: timeout)
  }

  /// Connects to the first of several candidates that answers. Throws as `connect(environment:timeout:)` does.
  public static func connect(
    to candidates: [EngineCandidate], timeout: Duration = defaultTimeout
  ) async throws -> DockerEngine {
    var attempts: [ConnectionAttempt] = []
    for candidate in candidates {
      do {
        let connection = try await Connection.open(candidate.endpoint, timeout: timeout)
        return DockerEngine(connection, endpoint: candidate.endpoint, failedAttempts: attempts)
      } catch let error as DockerEngineError {
        if case .unsupportedVersion = error { throw error }
        attempts.append(ConnectionAttempt(candidate, ConnectionDiagnosis.failure(of: error, at: candidate.endpoint)))
      }
    }
    throw DockerEngineError.connection(attempts)
  }

  /// Ends whatever is under way with `DockerEngineError.closed`, and the client's thread. Harmless when repeated.
  public func close() { client.http.close() }
}

extension DockerEngine {
  /// The engine as a whole: its version, its facts, its events.
  public var system: SystemEndpoints { SystemEndpoints(client: client) }
  /// Images.
  public var images: ImageEndpoints { ImageEndpoints(client: client) }
  /// Containers.
  public var containers: ContainerEndpoints { ContainerEndpoints(client: client) }
  /// Commands run inside running containers.
  public var exec: ExecEndpoints { ExecEndpoints(client: client) }
  /// Networks.
  public var networks: NetworkEndpoints { NetworkEndpoints(client: client) }
  /// Volumes.
  public var volumes: VolumeEndpoints { VolumeEndpoints(client: client) }
}

/// A client whose version has been negotiated.
struct Connection {
  var client: EngineClient
  var version: APIVersion
  var ping: EnginePing

  /// Negotiating takes no longer than this, so that a dead candidate does not hide the ones after it.
  private static let patience: Duration = .seconds(10)

  static func open(_ endpoint: EngineEndpoint, timeout: Duration) async throws -> Connection {
    let http = try DockerEngineError.mapping { try HTTPClient(endpoint.http) }
    let system = SystemEndpoints(client: EngineClient(http: http, version: nil, timeout: min(timeout, patience)))
    let ping = try await system.ping()
    guard let newest = ping.apiVersion else {
      throw DockerEngineError.endpoint("something answers, but it does not name an Api-Version as a Docker engine does")
    }
    var range = newest...newest
    // The oldest version an engine still speaks matters only when its newest is beyond this client's.
    if newest > APIVersion.supported.upperBound || newest < APIVersion.supported.lowerBound {
      range = (try await system.version().minimumAPIVersion).map { min($0, newest)...newest } ?? range
    }
    let version = try APIVersion.negotiate(engine: range)
    return Connection(
      client: EngineClient(http: http, version: version, timeout: timeout), version: version, ping: ping)
  }
}
