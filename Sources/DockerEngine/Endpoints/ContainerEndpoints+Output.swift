import CurlHTTP

extension ContainerEndpoints {
  /// What a container writes from now on; opened before the start, nothing is missed. Returns when the engine has attached.
  /// The stream ends with the container. Maps to `POST /containers/{id}/attach`.
  public func attach(_ container: String) async throws -> LogStream {
    var query = Query()
    for name in ["stream", "stdout", "stderr"] { query.add(flag: name, true) }
    return LogStream(
      bytes: try await client.open(EngineRequest(.post, try path(container, "/attach"), query: query)).body)
  }

  /// What a container has written, as far as its log driver keeps it. Maps to `GET /containers/{id}/logs`.
  ///
  /// - Parameters:
  ///   - follow: whether the stream goes on with what is written until the container ends.
  ///   - since: seconds since 1970, with a fraction if need be; older lines are left out.
  ///   - tail: how many of the last lines; `nil` means all.
  ///   - timestamps: whether each line begins with its time in RFC 3339.
  public func logs(
    _ container: String, follow: Bool = false, since: String? = nil, tail: Int? = nil, timestamps: Bool = false
  ) async throws -> LogStream {
    var query = Query()
    for name in ["stdout", "stderr"] { query.add(flag: name, true) }
    query.add(flag: "follow", follow)
    query.add("since", since)
    query.add("tail", tail)
    query.add(flag: "timestamps", timestamps)
    return LogStream(bytes: try await client.open(EngineRequest(.get, try path(container, "/logs"), query: query)).body)
  }
}
