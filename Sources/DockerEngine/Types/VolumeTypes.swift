/// What a volume is created from.
public struct VolumeSpec: Sendable, Equatable, Encodable {
  /// Empty lets the engine choose a name.
  public var name: String
  public var driver: String
  /// The driver's options.
  public var options: [String: String]
  public var labels: [String: String]

  public init(
    name: String = "", driver: String = "local", options: [String: String] = [:], labels: [String: String] = [:]
  ) {
    self.name = name
    self.driver = driver
    self.options = options
    self.labels = labels
  }

  enum CodingKeys: String, CodingKey {
    case name = "Name"
    case driver = "Driver"
    case options = "DriverOpts"
    case labels = "Labels"
  }
}

/// A volume as the engine describes it.
public struct VolumeDetails: Sendable, Equatable, Decodable {
  public var name: String
  public var driver: String
  /// The folder on the engine's machine.
  public var mountpoint: String
  public var labels: [String: String]

  enum CodingKeys: String, CodingKey {
    case name = "Name"
    case driver = "Driver"
    case mountpoint = "Mountpoint"
    case labels = "Labels"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    driver = try container.decode(.driver, or: "")
    mountpoint = try container.decode(.mountpoint, or: "")
    labels = try container.decode(.labels, or: [:])
  }
}
