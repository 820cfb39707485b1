/// What the stub engine answers.
public struct StubResponse: Sendable {
  /// How a body is sent.
  public enum Body: Sendable {
    /// At once, with its length.
    case whole([UInt8])
    /// Chunk by chunk (`Transfer-Encoding: chunked`), each flushed before the next.
    case chunked([[UInt8]], then: Ending)
    /// Without a length, as a hijacked connection: it ends when the connection does.
    case raw([[UInt8]], then: Ending)
    /// Chunks of the same bytes for ever, as fast as the client takes them.
    case endless(chunk: [UInt8])
  }

  /// What happens after the last chunk.
  public enum Ending: Sendable {
    /// The body ends as it should.
    case complete
    /// The connection is closed in the middle of the body.
    case close
    /// Nothing: the connection stays open until the client closes it.
    case hold
  }

  public var status: Int
  public var headers: [(String, String)]
  public var body: Body

  public init(status: Int = 200, headers: [(String, String)] = [], body: Body) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A JSON answer.
  public static func json(_ text: String, status: Int = 200) -> StubResponse {
    StubResponse(status: status, headers: [("Content-Type", "application/json")], body: .whole(Array(text.utf8)))
  }

  /// An answer without a body.
  public static func empty(_ status: Int = 204) -> StubResponse { StubResponse(status: status, body: .whole([])) }

  /// A stream of chunks given as text.
  public static func stream(_ chunks: [String], then ending: Ending = .complete) -> StubResponse {
    StubResponse(body: .chunked(chunks.map { Array($0.utf8) }, then: ending))
  }

  /// The answer an engine gives to a ping.
  public static func ping(apiVersion: String = "1.41") -> StubResponse {
    StubResponse(headers: [("Api-Version", apiVersion), ("Ostype", "linux")], body: .whole(Array("OK".utf8)))
  }

  /// No answer at all; the connection stays open.
  public static let silence = StubResponse(status: 0, body: .whole([]))

  /// The connection is closed without an answer.
  public static let hangUp = StubResponse(status: -1, body: .whole([]))
}
