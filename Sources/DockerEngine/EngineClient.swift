import CurlHTTP

/// Sends the requests of all endpoints, and turns failures into `DockerEngineError`.
struct EngineClient: Sendable {
  let http: HTTPClient
  /// The version that paths are prefixed with; `nil` while it is being negotiated.
  var version: APIVersion?
  /// How long a unary request may take.
  var timeout: Duration

  /// How long it pauses before it asks again what only asks, where the engine failed or its answer got lost.
  private static let pauses: [Duration] = [.milliseconds(50), .milliseconds(250)]

  /// Sends a request and returns when its response's head says success; the body follows.
  func open(_ request: EngineRequest) async throws -> (head: ResponseHead, body: ByteStream) {
    try await repeating(request) { try await openOnce(request) }
  }

  private func openOnce(_ request: EngineRequest) async throws -> (head: ResponseHead, body: ByteStream) {
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
    return try await repeating(request) { [request] in
      let (head, body) = try await openOnce(request)
      return (head, try await body.collect())
    }
  }

  /// What changes nothing is asked again where the same question may be answered a moment later. Whether anything else
  /// may be repeated is for the caller to know.
  private func repeating<R>(_ request: EngineRequest, _ ask: () async throws -> R) async throws -> R {
    var pauses = request.method == .get ? Self.pauses[...] : []
    while true {
      do { return try await ask() } catch let error as DockerEngineError where error.isTransient {
        guard let pause = pauses.popFirst() else { throw error }
        try await Task.sleep(for: pause)
      }
    }
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
