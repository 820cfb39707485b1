/// A container as a list describes it.
public struct ContainerSummary: Sendable, Equatable, Decodable {
  public var id: String
  /// Without the slashes that engines put in front.
  public var names: [String]
  /// The image as it was named when the container was created.
  public var image: String
  public var imageID: String
  /// When it was created, in seconds since 1970.
  public var created: Int
  public var status: ContainerState.Status
  /// The state in words for people, such as `Up 3 seconds (healthy)`.
  public var statusText: String
  public var labels: [String: String]
  /// The networks it is in, by name.
  public var networks: [String: NetworkAttachment]

  enum CodingKeys: String, CodingKey {
    case id = "Id"
    case names = "Names"
    case image = "Image"
    case imageID = "ImageID"
    case created = "Created"
    case status = "State"
    case statusText = "Status"
    case labels = "Labels"
    case networkSettings = "NetworkSettings"
  }

  private struct NetworkSettings: Decodable {
    var networks: [String: NetworkAttachment]?

    enum CodingKeys: String, CodingKey {
      case networks = "Networks"
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    names = try container.decode(.names, or: [String]()).map { String($0.drop { $0 == "/" }) }
    image = try container.decode(.image, or: "")
    imageID = try container.decode(.imageID, or: "")
    created = try container.decode(.created, or: 0)
    status = ContainerState.Status(rawValue: try container.decode(.status, or: ""))
    statusText = try container.decode(.statusText, or: "")
    labels = try container.decode(.labels, or: [:])
    networks = try container.decodeIfPresent(NetworkSettings.self, forKey: .networkSettings)?.networks ?? [:]
  }
}
