/// A port of a container.
public struct Port: Sendable, Hashable, CustomStringConvertible {
  /// What is spoken on a port.
  public enum TransportProtocol: String, Sendable, Hashable {
    case tcp, udp, sctp
  }

  public var number: Int
  public var transport: TransportProtocol

  public init(_ number: Int, _ transport: TransportProtocol = .tcp) {
    self.number = number
    self.transport = transport
  }

  /// A port from the engine's spelling, such as `8081/tcp`; `nil` if it is not one.
  public init?(_ text: String) {
    let parts = text.split(separator: "/")
    guard let number = parts.first.flatMap({ Int($0) }) else { return nil }
    guard parts.count == 2 else {
      self.init(number)
      return
    }
    guard let transport = TransportProtocol(rawValue: String(parts[1])) else { return nil }
    self.init(number, transport)
  }

  /// The engine's spelling, such as `8081/tcp`.
  public var description: String { "\(number)/\(transport.rawValue)" }

  static func emptyObjects(_ ports: Set<Port>) -> [String: [String: String]] {
    Dictionary(ports.map { ($0.description, [:]) }, uniquingKeysWith: { first, _ in first })
  }
}

/// Where on the host a container's port is published.
public struct PortBinding: Sendable, Hashable, Codable {
  /// An address of the host, such as `127.0.0.1`; empty means all of them.
  public var hostAddress: String
  /// `nil` lets the engine choose a free one, to be read back with an inspection.
  public var hostPort: Int?

  public init(hostAddress: String, hostPort: Int? = nil) {
    self.hostAddress = hostAddress
    self.hostPort = hostPort
  }

  enum CodingKeys: String, CodingKey {
    case hostAddress = "HostIp"
    case hostPort = "HostPort"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    hostAddress = try container.decode(.hostAddress, or: "")
    hostPort = Int(try container.decode(.hostPort, or: ""))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(hostAddress, forKey: .hostAddress)
    try container.encode(hostPort.map(String.init) ?? "", forKey: .hostPort)
  }
}
