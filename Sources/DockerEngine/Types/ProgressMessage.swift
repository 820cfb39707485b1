/// A line of what an engine tells while it builds, loads or pulls images.
public struct ProgressMessage: Sendable, Equatable, Decodable {
  /// A piece of the build's output; often a whole line with its end.
  public var stream: String?
  /// What is being done.
  public var status: String?
  /// The layer it is done to.
  public var id: String?
  /// How far it is, in words and bars.
  public var progress: String?
  /// The id of the image that was built.
  public var imageID: String?
  /// Why it failed; such a message is thrown rather than handed over.
  var error: String?

  enum CodingKeys: String, CodingKey {
    case stream, status, id, progress, aux, error, errorDetail
  }

  private struct Auxiliary: Decodable {
    var id: String?

    enum CodingKeys: String, CodingKey {
      case id = "ID"
    }
  }

  private struct Detail: Decodable {
    var message: String?
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    stream = try container.decodeIfPresent(String.self, forKey: .stream)
    status = try container.decodeIfPresent(String.self, forKey: .status)
    id = try container.decodeIfPresent(String.self, forKey: .id)
    progress = try container.decodeIfPresent(String.self, forKey: .progress)
    // BuildKit sends text here.
    imageID = (try? container.decodeIfPresent(Auxiliary.self, forKey: .aux))?.id
    let detail = try? container.decodeIfPresent(Detail.self, forKey: .errorDetail)
    error = try container.decodeIfPresent(String.self, forKey: .error) ?? detail?.message
  }
}

/// The progress messages of one request; a failure that the engine reports among them is thrown.
struct ProgressStream {
  let lines: JSONLines

  func forEach(_ body: (ProgressMessage) -> Void) async throws {
    var iterator = lines.makeAsyncIterator()
    while let message = try await iterator.next(ProgressMessage.self) {
      if let error = message.error { throw DockerEngineError.stream(request: lines.request, message: error) }
      body(message)
    }
  }
}
