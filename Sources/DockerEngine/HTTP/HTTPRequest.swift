/// The methods the Engine API uses.
enum HTTPMethod: String, Sendable {
  case get = "GET"
  case head = "HEAD"
  case post = "POST"
  case put = "PUT"
  case delete = "DELETE"
}

/// How long a request may keep its caller waiting.
enum Patience: Sendable, Equatable {
  /// The whole response arrives within this time.
  case response(Duration)
  /// The response's head arrives within this time; its body may take for ever.
  case head(Duration)
  /// Some byte moves, in either direction, within this time.
  case progress(Duration)
  /// No limit.
  case unlimited
}

/// One request to an engine.
struct HTTPRequest: Sendable {
  var method: HTTPMethod
  /// Percent-encoded, beginning with a slash, without the version prefix.
  var path: String
  var query: Query
  var headers: [String] = []
  var body: RequestBody?
  /// `nil` means the client's default for unary requests.
  var patience: Patience?
  /// The API version to prefix the path with; `nil` sends the path as it is.
  var version: APIVersion?

  init(
    _ method: HTTPMethod, _ path: String, query: Query = Query(), body: RequestBody? = nil, patience: Patience? = nil
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.body = body
    self.patience = patience
  }

  /// The request line's target.
  var target: String { (version.map { "/v\($0)" } ?? "") + path + query.encoded }

  /// What error messages call the request.
  var name: String { "\(method.rawValue) \(path)" }

  /// The same request whose body is `value` as JSON.
  func json(_ value: some Encodable) throws -> HTTPRequest {
    var request = self
    request.body = .bytes(try JSONCoding.encode(value, for: name))
    request.headers.append("Content-Type: application/json")
    return request
  }

  /// The same request with a tar archive as its body.
  func tar(_ body: RequestBody) -> HTTPRequest {
    var request = self
    request.body = body
    request.headers.append("Content-Type: application/x-tar")
    return request
  }
}
