import CurlHTTP

/// One call of the REST API.
struct RestCall: Sendable {
  var method: HTTPMethod
  /// Percent-encoded, without the version before it.
  var path: String
  var query = Query()
  var headers: [String] = []
  var body: HTTPBody?
  /// Whether it may be made again when nobody knows whether it arrived.
  var isIdempotent: Bool

  /// A call without a body.
  init(_ method: HTTPMethod, _ path: String) {
    self.method = method
    self.path = path
    isIdempotent = method == .get
  }

  /// A `POST` of a form. It may be made again: what it sends names itself.
  init(form: MultipartBody, to path: String) {
    self.init(.post, path)
    body = form.body
    headers = ["Content-Type: \(form.contentType)"]
    // A JobManager that does not take it says so before all of it is sent.
    if form.body.size > 1 << 16 { headers.append("Expect: 100-continue") }
    isIdempotent = true
  }

  /// Lets it send a value as JSON.
  mutating func setJSON(_ value: some Encodable) throws {
    body = HTTPBody([.bytes(try RestCoding.encode(value))])
    headers.append("Content-Type: application/json")
  }

  /// What errors call it.
  var name: String { "\(method.rawValue) /v1\(path)" }

  /// What stands in the request line.
  var target: String { "/v1\(path)\(query.encoded)" }

  /// - Parameter timeout: for the answer; where there is something to send, for any byte to move.
  func request(headers more: [String], timeout: Duration) -> HTTPRequest {
    HTTPRequest(
      method, target, headers: more + headers + ["Accept: application/json"], body: body,
      patience: body == nil ? .response(timeout) : .progress(timeout), name: name)
  }
}
