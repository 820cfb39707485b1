extension EngineEndpoint {
  /// An endpoint from a `DOCKER_HOST` value: `unix:///path`, `tcp://host:port`, `http://…` or `https://…`.
  ///
  /// `source` is where the value comes from, for the error: throws `DockerEngineError.endpoint` for `ssh://` and
  /// `npipe://`, which are not supported, and for anything malformed.
  public init(host value: String, tls: TLS? = nil, source: String) throws {
    let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].hasPrefix("//") else {
      throw DockerEngineError.endpoint("\(source) is \"\(value)\"; use unix:///path/to/socket or tcp://host:port")
    }
    let rest = String(parts[1].dropFirst(2))
    switch parts[0] {
    case "unix":
      guard rest.hasPrefix("/") else {
        throw DockerEngineError.endpoint("\(source) is \"\(value)\"; the path of a Unix socket begins with a slash")
      }
      self.init(.unix(path: rest))
    case "tcp", "http", "https":
      let tls = tls ?? (parts[0] == "https" ? TLS(authorityFile: nil, certificateFile: nil, keyFile: nil) : nil)
      self.init(try Self.parseTCP(rest, defaultPort: tls == nil ? 2375 : 2376, value: value, source: source), tls: tls)
    default:
      throw DockerEngineError.endpoint(
        """
        \(source) is "\(value)"; connections over \(parts[0])\
         are not supported: use unix:///path or tcp://host:port, or forward the \
        engine's socket, for example with ssh -L /tmp/docker.sock:/var/run/docker.sock HOST
        """)
    }
  }

  private static func parseTCP(_ rest: String, defaultPort: Int, value: String, source: String) throws -> Address {
    let malformed = DockerEngineError.endpoint("\(source) is \"\(value)\"; use tcp://host:port")
    let authority = rest.hasSuffix("/") ? rest.dropLast() : rest[...]
    guard !authority.contains(where: { "/?#@ ".contains($0) }) else { throw malformed }
    let (host, port) = try split(authority, orThrow: malformed)
    guard !host.isEmpty else { throw malformed }
    guard let port else { return .tcp(host: String(host), port: defaultPort) }
    guard let number = Int(port), (1...65535).contains(number) else { throw malformed }
    return .tcp(host: String(host), port: number)
  }

  private static func split(
    _ authority: Substring, orThrow malformed: DockerEngineError
  ) throws -> (host: Substring, port: Substring?) {
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { throw malformed }
      let host = authority[authority.index(after: authority.startIndex)..<end]
      let rest = authority[authority.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { throw malformed }
      return (host, rest.isEmpty ? nil : rest.dropFirst())
    }
    let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let host = parts.first else { throw malformed }
    return (host, parts.count == 2 ? parts[1] : nil)
  }
}
