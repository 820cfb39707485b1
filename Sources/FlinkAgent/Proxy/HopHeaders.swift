import NIOHTTP1

/// What belongs to one connection and does not travel on.
enum HopHeaders {
  private static let names = [
    "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
    "Upgrade",
  ]

  /// The request as Flink gets it: without the token, on a connection that ends with the answer.
  static func request(_ head: HTTPRequestHead) -> HTTPRequestHead {
    var head = head
    remove(from: &head.headers)
    for name in ["Authorization", "Expect"] { head.headers.remove(name: name) }
    head.version = .http1_1
    head.headers.replaceOrAdd(name: "Connection", value: "close")
    return head
  }

  /// The answer as the client gets it.
  /// - Parameter isLast: whether the connection ends with it.
  static func response(_ head: HTTPResponseHead, isLast: Bool) -> HTTPResponseHead {
    var head = head
    remove(from: &head.headers)
    head.version = .http1_1
    if isLast { head.headers.add(name: "Connection", value: "close") }
    return head
  }

  private static func remove(from headers: inout HTTPHeaders) {
    for listed in headers[canonicalForm: "Connection"] { headers.remove(name: String(listed)) }
    for name in names { headers.remove(name: name) }
  }
}
