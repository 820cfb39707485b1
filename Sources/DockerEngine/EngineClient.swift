import CurlHTTP

/// Sends the requests of all endpoints, and turns failures into `DockerEngineError`.
struct EngineClient: Sendable {
  let http: HTTPClient
  /// The version that paths are prefixed with; `nil` while it is being negotiated.
  var version: APIVersion?
  /// How long a unary request may take.
  var timeout: Duration

  /// Sends a request and returns when its response's head says success; the body follows.
  func open(_ request: EngineRequest) async throws -> (head: ResponseHead, body: ByteStream) {
    let head: ResponseHead
    let body: ByteStream
    do {
      let response = try await http.open(request.http(version: version, otherwise: .head(timeout)))
      (head, body) = (response.head, ByteStream(body: response.body))
    } catch {
      throw DockerEngineError.mapped(error)
    }
    guard head.isSuccess else { throw await refusal(of: request, head, body) }
    return (head, body)
  }

  /// Sends a request and returns the whole response, which has to say success.
  @discardableResult
  func send(_ request: EngineRequest) async throws -> (head: ResponseHead, body: [UInt8]) {
    var request = request
    request.patience = request.patience ?? .response(timeout)
    let (head, body) = try await open(request)
    return (head, try await body.collect())
  }

  /// Sends a request and decodes its response.
  func decode<T: Decodable>(_ type: T.Type, _ request: EngineRequest) async throws -> T {
    try JSONCoding.decode(type, from: try await send(request).body, of: request.name)
  }

  /// Sends a request and decodes its response as what the caller needs.
  func decode<T: Decodable>(_ request: EngineRequest) async throws -> T { try await decode(T.self, request) }

  private func refusal(of request: EngineRequest, _ head: ResponseHead, _ body: ByteStream) async -> any Error {
    let text: [UInt8]
    do {
      text = try await body.collect(upTo: 1 << 20)
    } catch {
      if error is CancellationError { return error }
      text = []
    }
    return DockerEngineError.http(
      request: request.name, status: head.status, message: Self.message(in: text, status: head.status))
  }

  private struct Refusal: Decodable {
    var message: String?
    var cause: String?
  }

  private static func message(in body: [UInt8], status: Int) -> String {
    let refusal = try? JSONCoding.decode(Refusal.self, from: body, of: "")
    if let message = refusal?.message ?? refusal?.cause, !message.isEmpty { return message }
    let text = String(decoding: body.prefix(500), as: UTF8.self).split(whereSeparator: \.isNewline).first ?? ""
    return text.isEmpty ? "no message" : String(text)
  }
}

extension ResponseHead {
  /// Engines answer 101 to an upgrade, and 304 where what was asked for is so already, such as a start of what runs.
  fileprivate var isSuccess: Bool { (200..<300).contains(status) || status == 101 || status == 304 }
}
