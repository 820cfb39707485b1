/// Where a server listens.
public struct HTTPEndpoint: Sendable, Hashable {
  /// The transport's address.
  public enum Address: Sendable, Hashable {
    /// A Unix socket.
    case unix(path: String)
    /// A TCP port.
    case tcp(host: String, port: Int)
  }

  /// Files with which both sides of a TCP connection prove who they are.
  public struct TLS: Sendable, Hashable {
    /// The certificate authority that signed the server's certificate; `nil` means the system's authorities.
    public var authorityFile: String?
    /// The client's certificate.
    public var certificateFile: String?
    /// The key of the client's certificate.
    public var keyFile: String?
    /// Whether a server with a certificate of somebody else is refused.
    public var verifiesServer: Bool

    public init(
      authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil, verifiesServer: Bool = true
    ) {
      self.authorityFile = authorityFile
      self.certificateFile = certificateFile
      self.keyFile = keyFile
      self.verifiesServer = verifiesServer
    }
  }

  public var address: Address
  /// `nil` means an unencrypted connection.
  public var tls: TLS?

  public init(_ address: Address, tls: TLS? = nil) {
    self.address = address
    self.tls = tls
  }
}
