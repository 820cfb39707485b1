/// Why there is no response, or only a part of one.
public enum HTTPError: Error, Sendable, Equatable {
  /// The connection could not be made, or broke: `message` is libcurl's reason, `code` libcurl's number for it, `osError`
  /// the `errno` of a connection that could not be made (0 otherwise).
  case transport(request: String, message: String, code: UInt32, osError: Int32)
  /// The server did not answer `request`, or stopped moving its bytes, for as long as `after`.
  case timedOut(request: String, after: Duration)
  /// This process cannot make requests: libcurl or the system refuses.
  case unavailable(String)
  /// A file that is to be sent cannot be read; nothing was sent.
  case unreadableFile(String)
  /// A body is longer than its reader takes.
  case tooLong(limit: Int)
  /// The client was closed.
  case closed
}

extension HTTPError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .transport(let request, let message, _, _): "\(request): the connection failed: \(message)"
    case .timedOut(let request, let after): "\(request): no answer for \(after)"
    case .unavailable(let reason), .unreadableFile(let reason): reason
    case .tooLong(let limit): "the body is larger than the \(limit) bytes it may have"
    case .closed: "the client was closed"
    }
  }
}
