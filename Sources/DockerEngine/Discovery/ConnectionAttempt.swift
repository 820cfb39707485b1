/// A candidate that was tried, and why it failed.
public struct ConnectionAttempt: Sendable, Hashable, CustomStringConvertible {
  /// Why no engine answered at an endpoint.
  public enum Failure: Sendable, Hashable {
    /// There is no such socket.
    case noSuchFile
    /// The socket may only be used by its owner and a group, whose name is `group` if it is known.
    case permissionDenied(group: String?)
    /// Nobody listens.
    case connectionRefused
    /// The path is there but is not a socket.
    case notASocket
    /// Somebody listens, but did not answer in time.
    case noAnswer
    /// Anything else, in words.
    case other(String)
  }

  public var candidate: EngineCandidate
  public var failure: Failure

  public init(_ candidate: EngineCandidate, _ failure: Failure) {
    self.candidate = candidate
    self.failure = failure
  }

  public var description: String { "\(candidate.endpoint) (\(candidate.source)): \(reason)" }

  private var reason: String {
    switch failure {
    case .noSuchFile:
      "no such file"
    case .permissionDenied(let group?) where group != "root":
      "permission denied; run sudo usermod -aG \(group) $USER, then log in again to join the group \(group)"
    case .permissionDenied:
      "permission denied; only root may use this socket"
    case .connectionRefused:
      "connection refused; is the engine (dockerd) running?"
    case .notASocket:
      "not a socket"
    case .noAnswer:
      "something listens, but does not answer; is the engine (dockerd) healthy?"
    case .other(let message):
      message
    }
  }
}
