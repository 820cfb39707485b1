public import DreyModel

/// Why a call of a JobManager's REST API has no answer that could be used.
public struct JobManagerClientError: Error, Sendable, Equatable {
  /// What went wrong, by the place where it went wrong.
  public enum Reason: Sendable, Equatable {
    /// No connection could be made, or it broke before the answer was there.
    case unreachable(String)
    /// The JobManager did not answer, or stopped moving bytes, for as long as this.
    case timedOut(Duration)
    /// The JobManager answered with a status that means failure; the first lines of what it says.
    case refused(status: Int, errors: [String])
    /// The answer is not what Flink's API documents; the excerpt is the beginning of it.
    case unreadable(String, excerpt: String)
    /// What was to be sent cannot be sent; nothing was sent.
    case invalidArgument(String)
    /// The client was closed, or its process has no thread left.
    case unavailable(String)
    /// What was asked for was begun and did not work.
    case failed(Failure)
  }

  /// Method and path.
  public var call: String
  public var endpoint: JobManagerEndpoint
  public var reason: Reason

  public init(call: String, endpoint: JobManagerEndpoint, reason: Reason) {
    self.call = call
    self.endpoint = endpoint
    self.reason = reason
  }

  /// The HTTP status, if there was an answer that means failure.
  public var status: Int? {
    guard case .refused(let status, _) = reason else { return nil }
    return status
  }

  /// The first lines of Flink's `errors`; empty where there was no such answer.
  public var errors: [String] {
    guard case .refused(_, let errors) = reason else { return [] }
    return errors
  }

  /// There is no such job, TaskManager or executable (status 404).
  public var isNotFound: Bool { status == 404 }

  /// It contradicts what is there, such as cancelling what has ended (status 409).
  public var isConflict: Bool { status == 409 }

  /// The cluster is gone, or not there yet.
  public var isUnreachable: Bool {
    if case .unreachable = reason { true } else { false }
  }
}

extension JobManagerClientError: CustomStringConvertible {
  public var description: String { "\(call) at \(endpoint): \(cause)" }

  private var cause: String {
    switch reason {
    case .unreachable(let message): "the JobManager cannot be reached: \(message)"
    case .timedOut(let limit): "the JobManager did not answer for \(limit)"
    case .refused(let status, let errors):
      "the JobManager answered \(status)" + (errors.isEmpty ? "" : ": " + errors.joined(separator: " "))
    case .unreadable(let reason, let excerpt): "the answer cannot be understood: \(reason); it begins with: \(excerpt)"
    case .invalidArgument(let message), .unavailable(let message): message
    case .failed(let failure): failure.message
    }
  }
}

extension JobManagerClientError {
  /// The same for those who decide exit codes by whose doing it was.
  public var failure: Failure {
    switch reason {
    case .unreachable:
      Failure(.infrastructure, "\(self)", advice: "Check that the cluster runs and that this is its REST port.")
    case .refused(401, _):
      Failure(.usage, "\(self)")
    case .refused(let status, let errors):
      Failure(
        status >= 500 ? .infrastructure : .usage,
        JobManagerClientError(
          call: call, endpoint: endpoint, reason: .refused(status: status, errors: errors.first.map { [$0] } ?? [])
        )
        .description,
        advice: errors.count > 1 ? errors.dropFirst().joined(separator: " ") : nil)
    case .invalidArgument:
      Failure(.usage, "\(self)")
    case .failed(let failure): failure
    case .timedOut, .unreadable, .unavailable:
      Failure(.infrastructure, "\(self)")
    }
  }
}
