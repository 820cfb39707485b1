import DreyModel

/// `GET /applications/overview`, which Flink has since 2.3.
struct ApplicationsOverview: Sendable, Codable, Equatable {
  struct Entry: Sendable, Codable, Equatable {
    var id: String
    var name: String
    /// One of Flink's application states, such as `RUNNING`.
    var status: String

    /// nil as long as it has not ended.
    var end: ApplicationStatus? {
      switch status {
      case "FINISHED": .succeeded
      case "FAILED": .failed
      case "CANCELED": .canceled
      default: nil
      }
    }
  }

  var applications: [Entry]
}

/// What is needed of `GET /taskmanagers`.
struct TaskManagersBody: Sendable, Codable, Equatable {
  struct Entry: Sendable, Codable, Equatable {
    var id: String
    var slotsNumber: Int
    var freeSlots: Int
  }

  var taskmanagers: [Entry]
}

/// What is needed of `GET /jobs/:jobid/exceptions` and `GET /applications/:applicationid/exceptions`.
struct ExceptionsBody: Sendable, Codable, Equatable {
  struct Entry: Sendable, Codable, Equatable {
    var exceptionName: String?
    var stacktrace: String?
  }
  struct History: Sendable, Codable, Equatable {
    var entries: [Entry]
  }

  var exceptionHistory: History?
  var rootException: String?

  enum CodingKeys: String, CodingKey {
    case exceptionHistory
    case rootException = "root-exception"
  }

  /// The newest exception.
  var stackTrace: StackTrace? {
    (exceptionHistory?.entries.first?.stacktrace ?? rootException).map { StackTrace($0) }
  }
}

/// What is needed of `GET /jobs/:jobid` to know how many slots a job takes.
struct JobVerticesBody: Sendable, Codable, Equatable {
  struct Vertex: Sendable, Codable, Equatable {
    var parallelism: Int
  }

  var vertices: [Vertex]

  /// Where all vertices share slots.
  var requiredSlots: Int { vertices.map(\.parallelism).max() ?? 1 }
}
