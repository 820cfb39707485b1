/// A container as an inspection describes it.
public struct ContainerDetails: Sendable, Equatable, Decodable {
  public var id: String
  /// Without the slash that engines put in front.
  public var name: String
  /// The id of the image.
  public var imageID: String
  /// When it was created, in RFC 3339.
  public var created: String
  public var state: ContainerState
  /// How often the engine has restarted it.
  public var restartCount: Int
  public var config: Config
  /// Processor time in billionths of a processor; 0 means no limit.
  public var nanoCPUs: Int
  /// `host`, `none`, `container:ID`, or the name or id of the network it was created in.
  public var networkMode: String
  /// The networks it is in, by name.
  public var networks: [String: NetworkAttachment]
  /// Where its ports are published while it runs.
  public var ports: [Port: [PortBinding]]
  public var mounts: [MountPoint]

  /// What it was created with, the image's settings included.
  public struct Config: Sendable, Equatable, Decodable {
    public var image: String
    public var hostname: String
    public var user: String
    public var workingDirectory: String
    /// Each as `NAME=value`.
    public var environment: [String]
    public var command: [String]
    public var entrypoint: [String]
    public var labels: [String: String]

    enum CodingKeys: String, CodingKey {
      case image = "Image"
      case hostname = "Hostname"
      case user = "User"
      case workingDirectory = "WorkingDir"
      case environment = "Env"
      case command = "Cmd"
      case entrypoint = "Entrypoint"
      case labels = "Labels"
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      image = try container.decode(.image, or: "")
      hostname = try container.decode(.hostname, or: "")
      user = try container.decode(.user, or: "")
      workingDirectory = try container.decode(.workingDirectory, or: "")
      environment = try container.decode(.environment, or: [])
      command = try container.decode(.command, or: [])
      entrypoint = try container.decode(.entrypoint, or: [])
      labels = try container.decode(.labels, or: [:])
    }
  }

  enum CodingKeys: String, CodingKey {
    case id = "Id"
    case name = "Name"
    case imageID = "Image"
    case created = "Created"
    case state = "State"
    case restartCount = "RestartCount"
    case config = "Config"
    case hostConfig = "HostConfig"
    case networkSettings = "NetworkSettings"
    case mounts = "Mounts"
  }

  private struct HostConfig: Decodable {
    var nanoCPUs: Int?
    var networkMode: String?

    enum CodingKeys: String, CodingKey {
      case nanoCPUs = "NanoCpus"
      case networkMode = "NetworkMode"
    }
  }

  private struct NetworkSettings: Decodable {
    var networks: [String: NetworkAttachment]?
    var ports: [String: [PortBinding]?]?

    enum CodingKeys: String, CodingKey {
      case networks = "Networks"
      case ports = "Ports"
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    name = String(try container.decode(.name, or: "").drop { $0 == "/" })
    imageID = try container.decode(.imageID, or: "")
    created = try container.decode(.created, or: "")
    state = try container.decode(ContainerState.self, forKey: .state)
    restartCount = try container.decode(.restartCount, or: 0)
    config = try container.decode(Config.self, forKey: .config)
    mounts = try container.decode(.mounts, or: [])
    let host = try container.decodeIfPresent(HostConfig.self, forKey: .hostConfig)
    nanoCPUs = host?.nanoCPUs ?? 0
    networkMode = host?.networkMode ?? ""
    let settings = try container.decodeIfPresent(NetworkSettings.self, forKey: .networkSettings)
    networks = settings?.networks ?? [:]
    let published = (settings?.ports ?? [:]).compactMap { text, bindings in Port(text).map { ($0, bindings ?? []) } }
    ports = Dictionary(published, uniquingKeysWith: +)
  }
}

/// A container's place in a network.
public struct NetworkAttachment: Sendable, Equatable, Decodable {
  public var networkID: String
  /// Empty while the container does not run.
  public var ipAddress: String
  public var gateway: String
  public var aliases: [String]

  enum CodingKeys: String, CodingKey {
    case networkID = "NetworkID"
    case ipAddress = "IPAddress"
    case gateway = "Gateway"
    case aliases = "Aliases"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    networkID = try container.decode(.networkID, or: "")
    ipAddress = try container.decode(.ipAddress, or: "")
    gateway = try container.decode(.gateway, or: "")
    aliases = try container.decode(.aliases, or: [])
  }
}

/// Something mounted in a container.
public struct MountPoint: Sendable, Equatable, Decodable {
  /// `bind`, `volume` or `tmpfs`.
  public var type: String
  /// The volume's name; empty for other kinds.
  public var name: String
  /// The path on the host.
  public var source: String
  /// The path in the container.
  public var destination: String
  public var isWritable: Bool

  enum CodingKeys: String, CodingKey {
    case type = "Type"
    case name = "Name"
    case source = "Source"
    case destination = "Destination"
    case isWritable = "RW"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    type = try container.decode(.type, or: "")
    name = try container.decode(.name, or: "")
    source = try container.decode(.source, or: "")
    destination = try container.decode(.destination, or: "")
    isWritable = try container.decode(.isWritable, or: false)
  }
}
