import CurlHTTP
public import DreyModel

/// Where a JobManager's REST API listens.
public struct JobManagerEndpoint: Sendable, Hashable, CustomStringConvertible {
  /// The ways to get there.
  public enum Address: Sendable, Hashable {
    /// - Parameter isSecure: whether it is spoken to over TLS, its certificate signed by one of the system's authorities.
    case tcp(host: String, port: Int, isSecure: Bool)
    /// A place that only a ``RestExchange`` gets to, by what people call it.
    case elsewhere(String)
  }

  public var address: Address

  public init(_ address: Address) { self.address = address }

  public init(host: String, port: Int, isSecure: Bool = false) {
    address = .tcp(host: host, port: port, isSecure: isSecure)
  }

  /// An endpoint from `http://HOST:PORT` or `https://HOST:PORT`; a slash at the end does not count.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` for anything else.
  public init(url: String) throws(Failure) {
    let parts = url.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, ["http", "https"].contains(parts[0]), parts[1].hasPrefix("//") else {
      throw Self.malformed(url)
    }
    var authority = parts[1].dropFirst(2)
    if authority.hasSuffix("/") { authority = authority.dropLast() }
    guard let colon = authority.lastIndex(of: ":"), let port = Int(authority[authority.index(after: colon)...]),
      (1...65535).contains(port), let host = Self.host(authority[..<colon])
    else { throw Self.malformed(url) }
    self.init(host: host, port: port, isSecure: parts[0] == "https")
  }

  /// As a URL, where it has one.
  public var description: String {
    switch address {
    case .tcp(let host, let port, let isSecure):
      "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    case .elsewhere(let name): name
    }
  }

  /// The same endpoint to make requests to; nil where libcurl does not get there.
  var http: HTTPEndpoint? {
    switch address {
    case .tcp(let host, let port, let isSecure):
      HTTPEndpoint(.tcp(host: host, port: port), tls: isSecure ? HTTPEndpoint.TLS() : nil)
    case .elsewhere: nil
    }
  }

  private static func host(_ text: Substring) -> String? {
    let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
    let host = isBracketed ? text.dropFirst().dropLast() : text
    guard !host.isEmpty, isBracketed || !host.contains(":") else { return nil }
    return host.utf8.allSatisfy { (0x21...0x7E).contains($0) } && !host.contains { "/?#@[]".contains($0) }
      ? String(host) : nil
  }

  private static func malformed(_ url: String) -> Failure {
    Failure(.usage, "'\(url)' is not the address of a REST API", advice: "Write http://HOST:PORT.")
  }
}
