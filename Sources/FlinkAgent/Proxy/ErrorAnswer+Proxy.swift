import GuardedHTTP
import NIOHTTP1

// Answers of the proxy's own.
extension ErrorAnswer {
  static let secondJob = ErrorAnswer(
    status: .conflict, errors: ["this cluster is for one job, which it has already", "Start a cluster for every job."])

  static func unavailable(_ reason: String) -> ErrorAnswer {
    ErrorAnswer(status: .serviceUnavailable, errors: ["Flink's REST API does not answer: \(reason)"])
  }
}
