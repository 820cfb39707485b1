/// Something that happened on an engine.
public struct EngineEvent: Sendable, Equatable, Decodable {
  /// The kind of thing it happened to: `container`, `image`, `network`, `volume`, …
  public var type: String
  /// What happened, such as `create`, `start`, `die`, `destroy`, `health_status: healthy`.
  public var action: String
  /// The id of the thing, or its name if it is a volume.
  public var id: String
  /// The thing's labels, its name, and more, such as `exitCode` when a container died.
  public var attributes: [String: String]
  /// When it happened, in nanoseconds since 1970.
  public var nanoseconds: Int

  enum CodingKeys: String, CodingKey {
    case type = "Type"
    case action = "Action"
    case actor = "Actor"
    case nanoseconds = "timeNano"
  }

  private struct Actor: Decodable {
    var id: String?
    var attributes: [String: String]?

    enum CodingKeys: String, CodingKey {
      case id = "ID"
      case attributes = "Attributes"
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let actor = try container.decodeIfPresent(Actor.self, forKey: .actor)
    type = try container.decode(.type, or: "")
    action = try container.decode(.action, or: "")
    nanoseconds = try container.decode(.nanoseconds, or: 0)
    id = actor?.id ?? ""
    attributes = actor?.attributes ?? [:]
  }
}

/// The events of an engine while they happen, for one task to iterate over once; bounded and cancelled as `ByteStream` is.
public struct EventStream: AsyncSequence, Sendable {
  public typealias Element = EngineEvent

  let lines: JSONLines

  public struct AsyncIterator: AsyncIteratorProtocol {
    var lines: JSONLines.AsyncIterator

    /// The next event. Throws `DockerEngineError` when the stream breaks.
    public mutating func next() async throws -> EngineEvent? { try await lines.next(EngineEvent.self) }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(lines: lines.makeAsyncIterator()) }

  /// Ends the stream.
  public func cancel() { lines.bytes.cancel() }
}
