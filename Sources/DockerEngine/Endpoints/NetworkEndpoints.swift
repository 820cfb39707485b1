import CurlHTTP

/// Networks. A network is meant by its id, or by its name as long as only one has it.
public struct NetworkEndpoints: Sendable {
  let client: EngineClient

  private struct Created: Decodable {
    var id: String

    enum CodingKeys: String, CodingKey {
      case id = "Id"
    }
  }

  /// Creates a network and returns its id. Maps to `POST /networks/create`.
  ///
  /// Throws a conflict (`isConflict`) if there is one of that name; Podman answers 500 instead.
  public func create(_ spec: NetworkSpec) async throws -> String {
    try await client.decode(Created.self, try EngineRequest(.post, "/networks/create").json(spec)).id
  }

  /// Maps to `GET /networks/{id}`.
  public func inspect(_ network: String) async throws -> NetworkDetails {
    try await client.decode(EngineRequest(.get, try path(network)))
  }

  /// Maps to `GET /networks`.
  public func list(_ filters: EngineFilters = EngineFilters()) async throws -> [NetworkDetails] {
    var query = Query()
    try query.add(filters)
    return try await client.decode(EngineRequest(.get, "/networks", query: query))
  }

  private struct Connect: Encodable {
    var container: String
    var endpointConfig: NetworkAttachmentSpec

    enum CodingKeys: String, CodingKey {
      case container = "Container"
      case endpointConfig = "EndpointConfig"
    }
  }

  /// Lets a container join a network. Maps to `POST /networks/{id}/connect`.
  public func connect(
    _ network: String, container: String, as attachment: NetworkAttachmentSpec = NetworkAttachmentSpec()
  ) async throws {
    let body = Connect(container: container, endpointConfig: attachment)
    try await client.send(try EngineRequest(.post, try path(network) + "/connect").json(body))
  }

  private struct Disconnect: Encodable {
    var container: String
    var force: Bool

    enum CodingKeys: String, CodingKey {
      case container = "Container"
      case force = "Force"
    }
  }

  /// Lets a container leave a network; `force` also when it no longer exists. Maps to `POST /networks/{id}/disconnect`.
  public func disconnect(_ network: String, container: String, force: Bool = false) async throws {
    let body = Disconnect(container: container, force: force)
    try await client.send(try EngineRequest(.post, try path(network) + "/disconnect").json(body))
  }

  /// Removes a network that no container is in; one that is in use is refused with status 403, by Podman with 500.
  /// Maps to `DELETE /networks/{id}`.
  public func remove(_ network: String) async throws {
    try await client.send(EngineRequest(.delete, try path(network)))
  }

  private func path(_ network: String) throws -> String {
    "/networks/" + (try PercentEncoding.segment(network, of: "network"))
  }
}
