/// How an image is built from a context.
public struct ImageBuild: Sendable, Equatable {
  /// The references the image gets, such as `name:tag`.
  public var tags: [String]
  /// The path of the Dockerfile in the context.
  public var dockerfile: String
  public var labels: [String: String]
  public var arguments: [String: String]
  /// The stage to build; `nil` means the last.
  public var target: String?
  /// Whether steps that were built before are built again.
  public var ignoresCache: Bool
  /// Whether the containers of successful steps are removed.
  public var removesContainers: Bool
  /// Whether the containers of failed steps are removed as well.
  public var alwaysRemovesContainers: Bool

  public init(
    tags: [String] = [], dockerfile: String = "Dockerfile", labels: [String: String] = [:],
    arguments: [String: String] = [:], target: String? = nil, ignoresCache: Bool = false,
    removesContainers: Bool = true, alwaysRemovesContainers: Bool = true
  ) {
    self.tags = tags
    self.dockerfile = dockerfile
    self.labels = labels
    self.arguments = arguments
    self.target = target
    self.ignoresCache = ignoresCache
    self.removesContainers = removesContainers
    self.alwaysRemovesContainers = alwaysRemovesContainers
  }
}

/// An image as an inspection describes it.
public struct ImageDetails: Sendable, Equatable, Decodable {
  public var id: String
  public var tags: [String]
  /// In bytes.
  public var size: Int
  /// When it was created, in RFC 3339.
  public var created: String
  /// As Go calls it, such as `amd64`.
  public var architecture: String
  public var operatingSystem: String
  public var labels: [String: String]
  public var entrypoint: [String]
  public var command: [String]
  /// Variables as `NAME=value`.
  public var environment: [String]

  enum CodingKeys: String, CodingKey {
    case id = "Id"
    case tags = "RepoTags"
    case size = "Size"
    case created = "Created"
    case architecture = "Architecture"
    case operatingSystem = "Os"
    case config = "Config"
  }

  private struct Config: Decodable {
    var labels: [String: String]?
    var entrypoint: [String]?
    var cmd: [String]?
    var env: [String]?

    enum CodingKeys: String, CodingKey {
      case labels = "Labels"
      case entrypoint = "Entrypoint"
      case cmd = "Cmd"
      case env = "Env"
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let config = try container.decodeIfPresent(Config.self, forKey: .config)
    id = try container.decode(String.self, forKey: .id)
    tags = try container.decode(.tags, or: [])
    size = try container.decode(.size, or: 0)
    created = try container.decode(.created, or: "")
    architecture = try container.decode(.architecture, or: "")
    operatingSystem = try container.decode(.operatingSystem, or: "")
    labels = config?.labels ?? [:]
    entrypoint = config?.entrypoint ?? []
    command = config?.cmd ?? []
    environment = config?.env ?? []
  }
}

/// An image as a list describes it.
public struct ImageSummary: Sendable, Equatable, Decodable {
  public var id: String
  public var tags: [String]
  /// In bytes.
  public var size: Int
  /// When it was created, in seconds since 1970.
  public var created: Int
  public var labels: [String: String]

  enum CodingKeys: String, CodingKey {
    case id = "Id"
    case tags = "RepoTags"
    case size = "Size"
    case created = "Created"
    case labels = "Labels"
  }

  /// An engine before 24 lists an image without a tag with this one, which it does not accept itself.
  private static let noTag = "<none>:<none>"

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    tags = try container.decode(.tags, or: [String]()).filter { $0 != Self.noTag }
    size = try container.decode(.size, or: 0)
    created = try container.decode(.created, or: 0)
    labels = try container.decode(.labels, or: [:])
  }
}
