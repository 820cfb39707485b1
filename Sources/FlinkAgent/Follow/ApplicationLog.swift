import DreyModel

/// How an application ended, by what Flink logs of it. Before 2.3 nothing else tells.
struct ApplicationLog: Sendable, Equatable {
  /// How it ended, and why.
  struct End: Sendable, Equatable {
    var status: ApplicationStatus
    var failure: Failure?
  }

  private(set) var end: End?

  private static let loggers = ["ApplicationDispatcherBootstrap", "PackagedProgramApplication"]

  /// One message of the JobManager's log.
  mutating func observe(_ line: LogLine) {
    guard end == nil, Self.loggers.contains(where: line.logger.hasSuffix) else { return }
    let trace = StackTrace(lines: line.stackTrace)
    switch line.message {
    case _ where line.message.hasPrefix("Application completed SUCCESSFULLY"): end = End(status: .succeeded)
    case _ where line.message.hasPrefix("Application CANCELED"): end = End(status: .canceled)
    case _ where line.message.hasPrefix("Application FAILED"),
      _ where line.message.hasPrefix("Application failed unexpectedly"):
      end = End(status: .failed, failure: trace.failure())
    default: break
    }
  }
}
