/// A request as the stub engine received it.
public struct StubRequest: Sendable, Equatable {
  public var method: String
  /// The request line's target as it came, query included.
  public var target: String
  /// Names in lower case.
  public var headers: [String: String]
  public var body: [UInt8]

  /// The target without its query.
  public var path: String { String(target.prefix { $0 != "?" }) }

  /// The query without its question mark, as it came; empty if there is none.
  public var query: String { String(target.dropFirst(path.count + 1)) }

  /// The body as text.
  public var text: String { String(decoding: body, as: UTF8.self) }
}
