/// What a wait for a container is for.
public enum WaitCondition: String, Sendable {
  /// Until it does not run; at once if it does not run now.
  case notRunning = "not-running"
  /// Until it has ended the next time, also if it has not been started yet.
  case nextExit = "next-exit"
  /// Until it has been removed.
  case removed
}

/// How a container ended.
public struct ContainerExit: Sendable, Equatable, Decodable {
  /// The process's exit code; 128 plus the signal's number if a signal ended it.
  public var statusCode: Int
  /// What the engine says went wrong while it waited.
  public var error: String?

  public init(statusCode: Int, error: String? = nil) {
    self.statusCode = statusCode
    self.error = error
  }

  enum CodingKeys: String, CodingKey {
    case statusCode = "StatusCode"
    case error = "Error"
  }

  private struct Failure: Decodable {
    var message: String?

    enum CodingKeys: String, CodingKey {
      case message = "Message"
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    statusCode = try container.decode(Int.self, forKey: .statusCode)
    let message = try container.decodeIfPresent(Failure.self, forKey: .error)?.message
    error = message?.isEmpty ?? true ? nil : message
  }
}

/// A wait that the engine has begun. It ends when this value goes away.
public struct ContainerWait: Sendable {
  let body: ByteStream
  let request: String

  /// Waits for the end; to be called once. Cancelling the task ends the wait at once with `CancellationError`.
  ///
  /// Throws `DockerEngineError` if the engine goes away before it has reported the end.
  public func exit() async throws -> ContainerExit {
    let answer = try await body.collect(upTo: 1 << 20)
    guard !answer.isEmpty else {
      throw DockerEngineError.stream(
        request: request, message: "the engine ended the wait without reporting an exit code")
    }
    return try JSONCoding.decode(ContainerExit.self, from: answer, of: request)
  }
}
