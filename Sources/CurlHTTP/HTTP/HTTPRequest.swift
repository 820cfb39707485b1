/// The methods there are requests for.
public enum HTTPMethod: String, Sendable {
  case get = "GET"
  case head = "HEAD"
  case post = "POST"
  case put = "PUT"
  case patch = "PATCH"
  case delete = "DELETE"
}

/// One request to a server.
public struct HTTPRequest: Sendable {
  public var method: HTTPMethod
  /// The request line's target: percent-encoded path, beginning with a slash, and query.
  public var target: String
  /// Lines such as `Content-Type: text/plain`.
  public var headers: [String]
  /// `nil` means none.
  public var body: HTTPBody?
  public var patience: Patience
  /// What errors call the request.
  public var name: String

  /// - Parameter name: `nil` means the method and the target.
  public init(
    _ method: HTTPMethod, _ target: String, headers: [String] = [], body: HTTPBody? = nil, patience: Patience,
    name: String? = nil
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.patience = patience
    self.name = name ?? "\(method.rawValue) \(target)"
  }
}
