import CurlHTTP

/// Volumes, which are meant by their names.
public struct VolumeEndpoints: Sendable {
  let client: EngineClient

  /// Creates a volume, or returns the one that has the name already. Maps to `POST /volumes/create`.
  public func create(_ spec: VolumeSpec) async throws -> VolumeDetails {
    try await client.decode(try EngineRequest(.post, "/volumes/create").json(spec))
  }

  /// Maps to `GET /volumes/{name}`.
  public func inspect(_ name: String) async throws -> VolumeDetails {
    try await client.decode(EngineRequest(.get, try path(name)))
  }

  private struct Listed: Decodable {
    var volumes: [VolumeDetails]?

    enum CodingKeys: String, CodingKey {
      case volumes = "Volumes"
    }
  }

  /// Maps to `GET /volumes`.
  public func list(_ filters: EngineFilters = EngineFilters()) async throws -> [VolumeDetails] {
    var query = Query()
    try query.add(filters)
    return try await client.decode(Listed.self, EngineRequest(.get, "/volumes", query: query)).volumes ?? []
  }

  /// Removes a volume; one that a container uses is refused as a conflict. Maps to `DELETE /volumes/{name}`.
  ///
  /// `force` does not complain about a volume that does not exist.
  public func remove(_ name: String, force: Bool = false) async throws {
    var query = Query()
    query.add(flag: "force", force)
    try await client.send(EngineRequest(.delete, try path(name), query: query))
  }

  private func path(_ name: String) throws -> String {
    "/volumes/" + (try PercentEncoding.segment(name, of: "volume"))
  }
}
