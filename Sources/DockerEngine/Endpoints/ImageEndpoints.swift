import CurlHTTP

/// Images, which are meant by reference or id.
public struct ImageEndpoints: Sendable {
  let client: EngineClient

  /// Maps to `GET /images/{name}/json`.
  public func inspect(_ image: String) async throws -> ImageDetails {
    try await client.decode(EngineRequest(.get, try path(image) + "/json"))
  }

  /// Maps to `GET /images/json`.
  public func list(_ filters: EngineFilters = EngineFilters(), all: Bool = false) async throws -> [ImageSummary] {
    var query = Query()
    query.add(flag: "all", all)
    try query.add(filters)
    return try await client.decode(EngineRequest(.get, "/images/json", query: query))
  }

  /// Gives an image another reference. Maps to `POST /images/{name}/tag`.
  public func tag(_ image: String, repository: String, tag: String) async throws {
    var query = Query()
    query.add("repo", repository)
    query.add("tag", tag)
    try await client.send(EngineRequest(.post, try path(image) + "/tag", query: query))
  }

  /// Removes a reference, and the image when it was the last one; with `force` also an image with several references, or that
  /// a stopped container uses. Maps to `DELETE /images/{name}`.
  public func remove(_ image: String, force: Bool = false) async throws {
    var query = Query()
    query.add(flag: "force", force)
    try await client.send(EngineRequest(.delete, try path(image), query: query))
  }

  private func path(_ image: String) throws -> String { "/images/" + (try PercentEncoding.image(image)) }
}
