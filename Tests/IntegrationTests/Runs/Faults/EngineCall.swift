/// A kind of request to an engine: method and path, without the API's version, names and ids.
struct EngineCall: Hashable, Sendable, CustomStringConvertible {
  let method: String
  /// Such as `/containers/{}/start`.
  let pattern: String

  var description: String { "\(method) \(pattern)" }

  /// - Parameter head: the bytes that a client sent; nil unless a request begins there.
  init?(head: some Collection<UInt8>) {
    let line = String(decoding: head.prefix(4096).prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    let parts = line.split(separator: " ")
    guard parts.count == 3, parts[2].hasPrefix("HTTP/1."), parts[1].hasPrefix("/"),
      ["GET", "HEAD", "POST", "PUT", "DELETE"].contains(parts[0])
    else { return nil }
    method = String(parts[0])
    pattern = Self.pattern(of: parts[1].prefix { $0 != "?" })
  }

  private static let verbs: Set<Substring> = [
    "archive", "attach", "connect", "disconnect", "exec", "json", "kill", "logs", "start", "stop", "tag", "wait",
  ]

  /// An image's name may have slashes of its own, so only the first and the last segment tell anything.
  private static func pattern(of path: Substring) -> String {
    var segments = path.split(separator: "/")
    if let first = segments.first, first.hasPrefix("v1.") { segments.removeFirst() }
    guard let kind = segments.first, let last = segments.last, segments.count > 1 else {
      return "/" + segments.joined(separator: "/")
    }
    if segments.count == 2 { return ["create", "json", "load"].contains(last) ? "/\(kind)/\(last)" : "/\(kind)/{}" }
    return verbs.contains(last) ? "/\(kind)/{}/\(last)" : "/\(kind)/{}"
  }

  /// Whether a message says that it is about such a request.
  func isNamed(in message: String) -> Bool {
    var rest = message[...]
    for part in description.split(separator: "{}") {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }
}

/// What happens to one request of a client.
struct EngineFault: Sendable, CustomStringConvertible {
  enum Kind: String, Sendable, CaseIterable {
    /// The engine answers 500 and does nothing.
    case error = "is refused"
    /// The engine does it, and the client is told 500.
    case errorAfter = "is done, but said to have failed"
    /// The connection breaks, and the engine never hears of it.
    case closed = "is lost"
    /// The engine does it, and the connection breaks before it can say so.
    case closedAfter = "is done, but its answer is lost"
    /// Nothing moves for half a minute.
    case stall = "stalls"
  }

  var call: EngineCall
  /// Which of the calls of its kind, from 1.
  var occurrence: Int
  var kind: Kind

  static let stall: Duration = .seconds(30)

  var description: String { "\(call) number \(occurrence) \(kind.rawValue)" }
}
