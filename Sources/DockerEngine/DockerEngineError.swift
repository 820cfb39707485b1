import Glibc

/// What went wrong with an engine, by the place where it went wrong.
public enum DockerEngineError: Error, Sendable, Equatable {
  /// No HTTP answer, or only a part of one: `request` is the method and path, `message` libcurl's reason, `code` libcurl's
  /// number for it, `osError` the `errno` of a connection that could not be made (0 otherwise).
  case transport(request: String, message: String, code: UInt32, osError: Int32)
  /// The engine did not answer `request`, or stopped moving its bytes, for as long as `after`.
  case timedOut(request: String, after: Duration)
  /// The engine answered `request` with a status other than 2xx; `message` is the engine's own.
  case http(request: String, status: Int, message: String)
  /// The engine's answer to `request` is not what its API documents; `excerpt` is the beginning of it.
  case decoding(request: String, reason: String, excerpt: String)
  /// The engine reported a failure inside a stream that had begun with status 200, or the stream's framing is broken.
  case stream(request: String, message: String)
  /// The engine and this client have no API version in common.
  case unsupportedVersion(engine: ClosedRange<APIVersion>, client: ClosedRange<APIVersion>)
  /// No engine answered; every candidate that was tried and why it failed.
  case connection([ConnectionAttempt])
  /// An endpoint that was asked for by name cannot be used: malformed, unreadable, or of a kind that is not supported.
  case endpoint(String)
  /// A value handed to this client cannot be sent to an engine; nothing was sent.
  case invalidArgument(String)
  /// The client was closed.
  case closed
}

extension DockerEngineError {
  /// Whether the engine said that the thing does not exist (status 404).
  public var isNotFound: Bool { status == 404 }

  /// Whether the engine said that the thing exists already or is in use (status 409).
  public var isConflict: Bool { status == 409 }

  /// Whether the same request may succeed a moment later: the connection broke, so that nobody knows whether the engine did
  /// what it was asked to, or the engine failed by itself (status 5xx). Not where nobody listens, or the time ran out.
  public var isTransient: Bool {
    switch self {
    case .transport(_, _, _, let osError): [0, EPIPE, ECONNRESET].contains(osError)
    case .http(_, let status, _): status >= 500
    default: false
    }
  }

  /// Whether a build failed since an image that its cache was searched for was removed in that very moment, by whomever: the
  /// classic builder looks at all images there are. Without the cache the same build succeeds.
  public var isLostCache: Bool {
    guard case .stream(_, let message) = self else { return false }
    return message.hasPrefix("unable to find image \"sha256:")
  }

  /// The HTTP status, if the engine answered with one that means failure.
  public var status: Int? {
    guard case .http(_, let status, _) = self else { return nil }
    return status
  }
}

extension DockerEngineError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .transport(let request, let message, _, _):
      "\(request): the connection to the Docker engine failed: \(message)"
    case .timedOut(let request, let after):
      "\(request): the Docker engine did not answer for \(after)"
    case .http(let request, let status, let message):
      "\(request): the Docker engine answered \(status): \(message)"
    case .decoding(let request, let reason, let excerpt):
      "\(request): the Docker engine's answer cannot be understood: \(reason); it begins with: \(excerpt)"
    case .stream(let request, let message):
      "\(request): the Docker engine reported: \(message)"
    case .unsupportedVersion(let engine, let client):
      """
      the Docker engine speaks API versions \(engine.lowerBound) to \(engine.upperBound), \
      this client \(client.lowerBound) to \(client.upperBound)
      """
    case .connection(let attempts):
      Self.describe(attempts)
    case .endpoint(let message), .invalidArgument(let message):
      message
    case .closed:
      "the client of the Docker engine was closed"
    }
  }

  private static func describe(_ attempts: [ConnectionAttempt]) -> String {
    guard !attempts.isEmpty else { return "no Docker engine to connect to: no candidate was found" }
    return (["no Docker engine answered; tried:"] + attempts.map { "  \($0)" }).joined(separator: "\n")
  }
}
