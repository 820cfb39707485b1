import HTTPTypes
import Hummingbird
import NIOCore

/// The body of a request as a form, read part by part and never longer than a limit.
struct MultipartForm {
  /// A part that was collected.
  struct Field: Sendable {
    var name: String
    var fileName: String?
    var content = ByteBuffer()
  }

  private var chunks: RequestBody.AsyncIterator
  private var parser: MultipartParser
  private let limit: Int
  private var count = 0

  /// - Throws: ``RestError`` where the request says that it is something else, or longer.
  init(_ request: Request, limit: Int) throws {
    self.limit = limit
    let type = request.headers[.contentType] ?? ""
    let boundary = HeaderParameters.parse(type[...])["boundary"] ?? ""
    guard type.lowercased().hasPrefix("multipart/form-data"), (1...70).contains(boundary.utf8.count) else {
      throw RestError(.unsupportedMediaType, "the body has to be multipart/form-data with a boundary")
    }
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw Self.tooLong(limit)
    }
    parser = MultipartParser(boundary: boundary)
    chunks = request.body.makeAsyncIterator()
  }

  /// What comes next; nil at the end.
  mutating func next() async throws -> MultipartParser.Event? {
    while true {
      switch try parser.next() {
      case .event(let event): return event
      case .end: return nil
      case .more:
        guard let chunk = try await chunks.next() else { throw MultipartParser.malformed("it ends too early") }
        count += chunk.readableBytes
        guard count <= limit else { throw Self.tooLong(limit) }
        parser.append(chunk)
      }
    }
  }

  /// The whole form.
  static func collect(_ request: Request, limit: Int) async throws -> [Field] {
    var form = try MultipartForm(request, limit: limit)
    var fields: [Field] = []
    while let event = try await form.next() {
      switch event {
      case .part(let part): fields.append(Field(name: part.name, fileName: part.fileName))
      case .content(let chunk):
        guard let last = fields.indices.last else { continue }
        fields[last].content.writeImmutableBuffer(chunk)
      case .partEnd: break
      }
    }
    return fields
  }

  private static func tooLong(_ limit: Int) -> RestError {
    RestError(
      .contentTooLarge, "the request is too long, allowed are \(limit) bytes",
      "Raise rest.server.max-content-length.")
  }
}
