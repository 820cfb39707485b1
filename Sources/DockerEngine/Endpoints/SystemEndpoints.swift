import CurlHTTP

/// The engine as a whole.
public struct SystemEndpoints: Sendable {
  let client: EngineClient

  /// Asks whether the engine is there. Maps to `GET /_ping`.
  public func ping() async throws -> EnginePing {
    var unversioned = client
    unversioned.version = nil
    let (head, _) = try await unversioned.send(EngineRequest(.get, "/_ping"))
    return EnginePing(headers: head.headers)
  }

  /// The engine's versions. Maps to `GET /version`.
  public func version() async throws -> EngineVersion {
    var unversioned = client
    unversioned.version = nil
    return try await unversioned.decode(EngineRequest(.get, "/version"))
  }

  /// The engine's facts. Maps to `GET /info`.
  public func info() async throws -> EngineInfo { try await client.decode(EngineRequest(.get, "/info")) }

  /// What happens on the engine from now on, or from `since` on, until `until`. Returns when the engine is listening, so
  /// that nothing done afterwards is missed. Maps to `GET /events`.
  ///
  /// `since` and `until` are seconds since 1970, with a fraction if need be.
  public func events(
    _ filters: EngineFilters = EngineFilters(), since: String? = nil, until: String? = nil
  ) async throws -> EventStream {
    var query = Query()
    query.add("since", since)
    query.add("until", until)
    try query.add(filters)
    let request = EngineRequest(.get, "/events", query: query)
    return EventStream(lines: JSONLines(bytes: try await client.open(request).body, request: request.name))
  }
}
