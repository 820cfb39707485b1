import CurlHTTP

/// Containers, which are meant by id or by name.
public struct ContainerEndpoints: Sendable {
  let client: EngineClient

  /// Creates a container. Maps to `POST /containers/create`.
  ///
  /// Throws not-found (`isNotFound`) if the image does not exist, a conflict (`isConflict`) if the name is taken.
  public func create(_ spec: ContainerSpec, name: String? = nil) async throws -> CreatedContainer {
    var query = Query()
    query.add("name", name)
    return try await client.decode(try EngineRequest(.post, "/containers/create", query: query).json(spec))
  }

  /// Starts a container; harmless if it runs. Maps to `POST /containers/{id}/start`.
  public func start(_ container: String) async throws {
    try await client.send(EngineRequest(.post, try path(container, "/start")))
  }

  /// Begins to wait, and returns when the engine is waiting: begun before the start, no end is missed.
  /// Maps to `POST /containers/{id}/wait`.
  public func openWait(_ container: String, condition: WaitCondition = .notRunning) async throws -> ContainerWait {
    var query = Query()
    query.add("condition", condition.rawValue)
    let request = EngineRequest(.post, try path(container, "/wait"), query: query)
    return ContainerWait(body: try await client.open(request).body, request: request.name)
  }

  /// Waits for a container's end. Maps to `POST /containers/{id}/wait`.
  public func wait(_ container: String, condition: WaitCondition = .notRunning) async throws -> ContainerExit {
    try await openWait(container, condition: condition).exit()
  }

  /// Maps to `GET /containers/{id}/json`.
  public func inspect(_ container: String) async throws -> ContainerDetails {
    try await client.decode(EngineRequest(.get, try path(container, "/json")))
  }

  /// The running containers, or with `all` those that do not run as well. Maps to `GET /containers/json`.
  public func list(_ filters: EngineFilters = EngineFilters(), all: Bool = false) async throws -> [ContainerSummary] {
    var query = Query()
    query.add(flag: "all", all)
    try query.add(filters)
    return try await client.decode(EngineRequest(.get, "/containers/json", query: query))
  }

  /// Sends a signal to a container's process; a conflict if it does not run. Maps to `POST /containers/{id}/kill`.
  public func kill(_ container: String, signal: String = "SIGKILL") async throws {
    var query = Query()
    query.add("signal", signal)
    try await client.send(EngineRequest(.post, try path(container, "/kill"), query: query))
  }

  /// Asks a container's process to end, and kills it after `grace`, rounded up to seconds, or after the container's own stop
  /// timeout. Returns when it has ended; harmless if it does not run. Maps to `POST /containers/{id}/stop`.
  public func stop(_ container: String, grace: Duration? = nil) async throws {
    var query = Query()
    query.add("t", grace?.wholeSeconds)
    // The engine answers when the container has stopped, so its grace adds to the time an answer may take.
    let patience = Patience.response(client.timeout + (grace ?? .zero))
    try await client.send(EngineRequest(.post, try path(container, "/stop"), query: query, patience: patience))
  }

  /// Removes a container: with `force` also one that runs, with `volumes` also its anonymous volumes.
  /// Maps to `DELETE /containers/{id}`.
  public func remove(_ container: String, force: Bool = false, volumes: Bool = false) async throws {
    var query = Query()
    query.add(flag: "force", force)
    query.add(flag: "v", volumes)
    try await client.send(EngineRequest(.delete, try path(container), query: query))
  }

  func path(_ container: String, _ rest: String = "") throws -> String {
    "/containers/" + (try PercentEncoding.segment(container, of: "container")) + rest
  }
}

/// A container that has just been created.
public struct CreatedContainer: Sendable, Equatable, Decodable {
  public var id: String
  /// What the engine does not do as it was asked to.
  public var warnings: [String]

  enum CodingKeys: String, CodingKey {
    case id = "Id"
    case warnings = "Warnings"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    warnings = try container.decode(.warnings, or: [])
  }
}
