/// What a container is created from.
public struct ContainerSpec: Sendable, Equatable, Encodable {
  /// The image's reference or id.
  public var image: String
  /// The arguments; `nil` keeps the image's.
  public var command: [String]?
  /// The executable and its first arguments; `nil` keeps the image's.
  public var entrypoint: [String]?
  /// Added to the image's environment.
  public var environment: [String: String]
  public var labels: [String: String]
  /// A name or number, optionally with a group as `user:group`; `nil` keeps the image's.
  public var user: String?
  /// `nil` keeps the image's.
  public var workingDirectory: String?
  /// `nil` lets the engine use the container's short id.
  public var hostname: String?
  /// Ports that the container listens on, beside those of the image.
  public var exposedPorts: Set<Port>
  /// The signal a stop sends first, such as `SIGTERM`; `nil` keeps the image's.
  public var stopSignal: String?
  /// Seconds a stop waits for the process before it kills it; `nil` means the engine's default, 10.
  public var stopTimeout: Int?
  /// `nil` keeps the image's.
  public var healthcheck: Healthcheck?
  public var host: HostConfig
  /// The networks to join by name or id. Engines before API 1.44 accept at most one here; connect the others afterwards.
  /// Not used when `host.networkMode` is `none` or `host`.
  public var networks: [String: NetworkAttachmentSpec]

  public init(
    image: String, command: [String]? = nil, entrypoint: [String]? = nil, environment: [String: String] = [:],
    labels: [String: String] = [:], user: String? = nil, workingDirectory: String? = nil, hostname: String? = nil,
    exposedPorts: Set<Port> = [], stopSignal: String? = nil, stopTimeout: Int? = nil, healthcheck: Healthcheck? = nil,
    host: HostConfig = HostConfig(), networks: [String: NetworkAttachmentSpec] = [:]
  ) {
    self.image = image
    self.command = command
    self.entrypoint = entrypoint
    self.environment = environment
    self.labels = labels
    self.user = user
    self.workingDirectory = workingDirectory
    self.hostname = hostname
    self.exposedPorts = exposedPorts
    self.stopSignal = stopSignal
    self.stopTimeout = stopTimeout
    self.healthcheck = healthcheck
    self.host = host
    self.networks = networks
  }

  enum CodingKeys: String, CodingKey {
    case image = "Image"
    case command = "Cmd"
    case entrypoint = "Entrypoint"
    case environment = "Env"
    case labels = "Labels"
    case user = "User"
    case workingDirectory = "WorkingDir"
    case hostname = "Hostname"
    case exposedPorts = "ExposedPorts"
    case tty = "Tty"
    case stopSignal = "StopSignal"
    case stopTimeout = "StopTimeout"
    case healthcheck = "Healthcheck"
    case host = "HostConfig"
    case networking = "NetworkingConfig"
  }

  private struct Networking: Encodable {
    var endpointsConfig: [String: NetworkAttachmentSpec]

    enum CodingKeys: String, CodingKey {
      case endpointsConfig = "EndpointsConfig"
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(image, forKey: .image)
    try container.encodeIfPresent(command, forKey: .command)
    try container.encodeIfPresent(entrypoint, forKey: .entrypoint)
    try container.encode(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }, forKey: .environment)
    try container.encode(labels, forKey: .labels)
    try container.encodeIfPresent(user, forKey: .user)
    try container.encodeIfPresent(workingDirectory, forKey: .workingDirectory)
    try container.encodeIfPresent(hostname, forKey: .hostname)
    try container.encode(Port.emptyObjects(exposedPorts), forKey: .exposedPorts)
    // With a terminal the outputs would not be framed, and this client could not tell them apart.
    try container.encode(false, forKey: .tty)
    try container.encodeIfPresent(stopSignal, forKey: .stopSignal)
    try container.encodeIfPresent(stopTimeout, forKey: .stopTimeout)
    try container.encodeIfPresent(healthcheck, forKey: .healthcheck)
    try container.encode(host, forKey: .host)
    try container.encode(Networking(endpointsConfig: networks), forKey: .networking)
  }
}
