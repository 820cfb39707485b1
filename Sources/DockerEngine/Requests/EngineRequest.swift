import CurlHTTP

/// One request to an engine.
struct EngineRequest: Sendable {
  var method: HTTPMethod
  /// Percent-encoded, beginning with a slash, without the version prefix.
  var path: String
  var query: Query
  var headers: [String] = []
  var body: RequestBody?
  /// `nil` means the client's default for unary requests.
  var patience: Patience?

  init(
    _ method: HTTPMethod, _ path: String, query: Query = Query(), body: RequestBody? = nil, patience: Patience? = nil
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.body = body
    self.patience = patience
  }

  /// What error messages call the request.
  var name: String { "\(method.rawValue) \(path)" }

  /// What is sent.
  /// - Parameters:
  ///   - version: the API version to prefix the path with; `nil` sends the path as it is.
  ///   - otherwise: the patience of a request that does not say.
  func http(version: APIVersion?, otherwise: Patience) -> HTTPRequest {
    HTTPRequest(
      method, (version.map { "/v\($0)" } ?? "") + path + query.encoded,
      headers: ["User-Agent: DockerEngine-Swift"] + headers, body: body?.content, patience: patience ?? otherwise,
      name: name)
  }

  /// The same request whose body is `value` as JSON.
  func json(_ value: some Encodable) throws -> EngineRequest {
    var request = self
    request.body = .bytes(try JSONCoding.encode(value, for: name))
    request.headers.append("Content-Type: application/json")
    return request
  }

  /// The same request with a tar archive as its body.
  func tar(_ body: RequestBody) -> EngineRequest {
    var request = self
    request.body = body
    request.headers.append("Content-Type: application/x-tar")
    return request
  }
}
