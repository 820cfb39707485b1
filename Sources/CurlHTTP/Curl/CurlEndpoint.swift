import CCurl

/// Points a libcurl handle at an endpoint.
enum CurlEndpoint {
  static func apply(_ endpoint: HTTPEndpoint, target: String, to easy: UnsafeMutableRawPointer) {
    // A proxy from the environment is for the web, not for a service of this machine or of its network.
    _ = ccurl_set_string(easy, CURLOPT_PROXY, "")
    switch endpoint.address {
    case .unix(let path):
      _ = ccurl_set_string(easy, CURLOPT_UNIX_SOCKET_PATH, path)
      _ = ccurl_set_string(easy, CURLOPT_URL, "http://localhost" + target)
    case .tcp(let host, let port):
      let scheme = endpoint.tls == nil ? "http" : "https"
      let name = host.contains(":") ? "[\(host)]" : host
      _ = ccurl_set_string(easy, CURLOPT_URL, "\(scheme)://\(name):\(port)\(target)")
      if let tls = endpoint.tls { apply(tls, to: easy) }
    }
  }

  private static func apply(_ tls: HTTPEndpoint.TLS, to easy: UnsafeMutableRawPointer) {
    if let path = tls.authorityFile { _ = ccurl_set_string(easy, CURLOPT_CAINFO, path) }
    if let path = tls.certificateFile { _ = ccurl_set_string(easy, CURLOPT_SSLCERT, path) }
    if let path = tls.keyFile { _ = ccurl_set_string(easy, CURLOPT_SSLKEY, path) }
    if !tls.verifiesServer {
      _ = ccurl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 0)
      _ = ccurl_set_long(easy, CURLOPT_SSL_VERIFYHOST, 0)
    }
  }
}
