import CurlHTTP

extension ContainerEndpoints {
  /// Unpacks a tar archive into a folder of a container, which need not run and whose file system must be writable.
  /// Maps to `PUT /containers/{id}/archive`.
  ///
  /// The upload may take any time as long as bytes move.
  public func uploadArchive(_ container: String, to folder: String, _ archive: RequestBody) async throws {
    var query = Query()
    query.add("path", folder)
    let patience = Patience.progress(client.timeout)
    try await client.send(
      EngineRequest(.put, try path(container, "/archive"), query: query, patience: patience).tar(archive))
  }

  /// A file or folder of a container as a tar archive, for instance for a `TarReader`; not-found if there is none.
  /// Maps to `GET /containers/{id}/archive`.
  public func downloadArchive(_ container: String, from source: String) async throws -> ByteStream {
    var query = Query()
    query.add("path", source)
    return try await client.open(EngineRequest(.get, try path(container, "/archive"), query: query)).body
  }
}
