/// What a drey process says of its run when it exits. The numbers are a contract with scripts.
public enum ExitCode: Int32, Sendable, Codable, CaseIterable {
  /// The job or application finished.
  case finished = 0
  /// The job or application failed by its own doing.
  case jobFailed = 1
  /// Bad usage or spec, refused before anything is created; or `main()` refused its arguments.
  case usage = 2
  /// The engine or the infrastructure failed.
  case infrastructure = 3
  /// A deadline passed.
  case timedOut = 4
  /// The job was cancelled.
  case cancelled = 5
  /// Interrupted by SIGINT or SIGTERM.
  case interrupted = 130

  public init(_ domain: Failure.Domain) {
    self =
      switch domain {
      case .usage: .usage
      case .user: .jobFailed
      case .infrastructure: .infrastructure
      case .timeout: .timedOut
      case .cancelled: .cancelled
      case .interrupted: .interrupted
      }
  }

  /// How an application ended.
  public init(_ result: ApplicationResult) {
    self =
      switch result.status {
      case .succeeded: .finished
      case .canceled: .cancelled
      case .failed, .unknown: ExitCode(result.failure?.domain ?? .user)
      }
  }
}
