import CurlHTTP

/// Where an engine listens.
public struct EngineEndpoint: Sendable, Hashable, CustomStringConvertible {
  /// The transport's address.
  public enum Address: Sendable, Hashable {
    /// A Unix socket.
    case unix(path: String)
    /// A TCP port.
    case tcp(host: String, port: Int)
  }

  /// Files with which both sides of a TCP connection prove who they are.
  public struct TLS: Sendable, Hashable {
    /// The certificate authority that signed the engine's certificate; `nil` means the system's authorities.
    public var authorityFile: String?
    /// The client's certificate.
    public var certificateFile: String?
    /// The key of the client's certificate.
    public var keyFile: String?
    /// Whether an engine with a certificate of somebody else is refused.
    public var verifiesEngine: Bool

    public init(authorityFile: String?, certificateFile: String?, keyFile: String?, verifiesEngine: Bool = true) {
      self.authorityFile = authorityFile
      self.certificateFile = certificateFile
      self.keyFile = keyFile
      self.verifiesEngine = verifiesEngine
    }
  }

  public var address: Address
  /// `nil` means an unencrypted connection.
  public var tls: TLS?

  public init(_ address: Address, tls: TLS? = nil) {
    self.address = address
    self.tls = tls
  }

  /// The endpoint at a Unix socket.
  public static func unix(_ path: String) -> EngineEndpoint { EngineEndpoint(.unix(path: path)) }

  /// The endpoint as `DOCKER_HOST` spells it.
  public var description: String {
    switch address {
    case .unix(let path): "unix://\(path)"
    case .tcp(let host, let port): "tcp://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
  }
}

extension EngineEndpoint {
  /// The same endpoint to make requests to.
  var http: HTTPEndpoint {
    let tls = tls.map {
      HTTPEndpoint.TLS(
        authorityFile: $0.authorityFile, certificateFile: $0.certificateFile, keyFile: $0.keyFile,
        verifiesServer: $0.verifiesEngine)
    }
    return switch address {
    case .unix(let path): HTTPEndpoint(.unix(path: path), tls: tls)
    case .tcp(let host, let port): HTTPEndpoint(.tcp(host: host, port: port), tls: tls)
    }
  }
}
