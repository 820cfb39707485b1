import DreyModel

/// A call of the REST API that cannot be answered, and with which status code.
struct RestError: Error, Sendable, Equatable {
  /// HTTP status codes, by their names.
  enum Status: Int, Sendable {
    case badRequest = 400
    case notFound = 404
    case conflict = 409
    case contentTooLarge = 413
    case unsupportedMediaType = 415
    case serviceUnavailable = 503
  }

  var status: Status
  var errors: [String]

  init(_ status: Status, _ message: String, _ advice: String? = nil) {
    self.status = status
    errors = [message] + (advice.map { [$0] } ?? [])
  }

  static func unknown(_ id: JobID) -> RestError { RestError(.notFound, "Job \(id) not found") }
}
