/// What a network is created from.
public struct NetworkSpec: Sendable, Equatable, Encodable {
  /// Engines before 25 allow several networks of one name.
  public var name: String
  /// Such as `bridge` or `overlay`.
  public var driver: String
  /// Whether containers are kept from reaching anything outside.
  public var isInternal: Bool
  /// Address ranges; empty lets the engine choose one from its pools.
  public var subnets: [Subnet]
  public var labels: [String: String]
  /// The driver's options.
  public var options: [String: String]
  /// Whether containers that were not made by a swarm's services may join an overlay network.
  public var isAttachable: Bool

  public init(
    name: String, driver: String = "bridge", isInternal: Bool = false, subnets: [Subnet] = [],
    labels: [String: String] = [:], options: [String: String] = [:], isAttachable: Bool = false
  ) {
    self.name = name
    self.driver = driver
    self.isInternal = isInternal
    self.subnets = subnets
    self.labels = labels
    self.options = options
    self.isAttachable = isAttachable
  }

  private enum CodingKeys: String, CodingKey {
    case name = "Name"
    case driver = "Driver"
    case isInternal = "Internal"
    case ipam = "IPAM"
    case labels = "Labels"
    case options = "Options"
    case isAttachable = "Attachable"
    case checksDuplicates = "CheckDuplicate"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(driver, forKey: .driver)
    try container.encode(isInternal, forKey: .isInternal)
    if !subnets.isEmpty { try container.encode(IPAM(config: subnets), forKey: .ipam) }
    try container.encode(labels, forKey: .labels)
    try container.encode(options, forKey: .options)
    try container.encode(isAttachable, forKey: .isAttachable)
    // Engines before 25 make a second network of the same name unless they are asked not to.
    try container.encode(true, forKey: .checksDuplicates)
  }
}

/// A range of addresses of a network.
public struct Subnet: Sendable, Equatable, Codable {
  /// In CIDR notation, such as `10.89.0.0/28`.
  public var subnet: String
  /// The address of the host in it; `nil` lets the engine choose.
  public var gateway: String?

  public init(_ subnet: String, gateway: String? = nil) {
    self.subnet = subnet
    self.gateway = gateway
  }

  enum CodingKeys: String, CodingKey {
    case subnet = "Subnet"
    case gateway = "Gateway"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    subnet = try container.decode(.subnet, or: "")
    gateway = try container.decodeIfPresent(String.self, forKey: .gateway)
  }
}

struct IPAM: Codable {
  var config: [Subnet]?

  enum CodingKeys: String, CodingKey {
    case config = "Config"
  }
}

/// A network as the engine describes it.
public struct NetworkDetails: Sendable, Equatable, Decodable {
  public var id: String
  public var name: String
  public var driver: String
  public var isInternal: Bool
  public var subnets: [Subnet]
  public var labels: [String: String]
  /// The connected containers that are running, by id; only an inspection tells, a list leaves it empty.
  public var containers: [String: NetworkMember]

  enum CodingKeys: String, CodingKey {
    case id = "Id"
    case name = "Name"
    case driver = "Driver"
    case isInternal = "Internal"
    case ipam = "IPAM"
    case labels = "Labels"
    case containers = "Containers"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    name = try container.decode(.name, or: "")
    driver = try container.decode(.driver, or: "")
    isInternal = try container.decode(.isInternal, or: false)
    subnets = try container.decodeIfPresent(IPAM.self, forKey: .ipam)?.config ?? []
    labels = try container.decode(.labels, or: [:])
    containers = try container.decode(.containers, or: [:])
  }
}

/// A container in a network.
public struct NetworkMember: Sendable, Equatable, Decodable {
  public var name: String
  /// With the length of the prefix, such as `10.89.0.2/28`.
  public var ipv4Address: String

  enum CodingKeys: String, CodingKey {
    case name = "Name"
    case ipv4Address = "IPv4Address"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(.name, or: "")
    ipv4Address = try container.decode(.ipv4Address, or: "")
  }
}

/// How a container joins a network.
public struct NetworkAttachmentSpec: Sendable, Equatable, Encodable {
  /// Names by which the other containers of the network find it.
  public var aliases: [String]
  /// A fixed address; only in a network whose subnet was given. `nil` lets the engine choose.
  public var ipv4Address: String?

  public init(aliases: [String] = [], ipv4Address: String? = nil) {
    self.aliases = aliases
    self.ipv4Address = ipv4Address
  }

  private enum CodingKeys: String, CodingKey {
    case aliases = "Aliases"
    case ipam = "IPAMConfig"
  }

  private struct Addresses: Encodable {
    var ipv4Address: String

    enum CodingKeys: String, CodingKey {
      case ipv4Address = "IPv4Address"
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeUnlessEmpty(aliases, .aliases)
    try container.encodeIfPresent(ipv4Address.map { Addresses(ipv4Address: $0) }, forKey: .ipam)
  }
}
