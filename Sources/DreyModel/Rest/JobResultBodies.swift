/// `GET /jobs/:jobid/execution-result`: asked again and again until ``status`` is `COMPLETED`.
public struct JobExecutionResultInfo: Sendable, Codable, Equatable {
  /// Whether there is a result.
  public struct QueueStatus: Sendable, Codable, Equatable {
    /// Flink's words.
    public enum ID: String, Sendable, Codable {
      case inProgress = "IN_PROGRESS"
      case completed = "COMPLETED"
    }
    public var id: ID
  }

  /// How the job ended.
  public struct Result: Sendable, Codable, Equatable {
    public var id: JobID
    public var applicationStatus: ApplicationStatus
    /// Each as ``AccumulatorValue/text``; Apache Flink serialises objects of Java's.
    public var accumulatorResults: [String: String]
    /// Milliseconds from submission to end.
    public var netRuntime: Int
    public var failureCause: FailureCause?
  }

  public var status: QueueStatus
  public var result: Result?

  /// - Parameter result: nil where the job has not ended.
  public init(_ result: JobResult?) {
    status = QueueStatus(id: result == nil ? .inProgress : .completed)
    self.result = result.map {
      Result(
        id: $0.jobID, applicationStatus: ApplicationStatus($0.status),
        accumulatorResults: $0.accumulators.mapValues(\.text), netRuntime: $0.netRuntime,
        failureCause: $0.failure.map(FailureCause.init))
    }
  }

  enum CodingKeys: String, CodingKey {
    case status
    case result = "job-execution-result"
  }
}

extension JobExecutionResultInfo.Result {
  enum CodingKeys: String, CodingKey {
    case id
    case applicationStatus = "application-status"
    case accumulatorResults = "accumulator-results"
    case netRuntime = "net-runtime"
    case failureCause = "failure-cause"
  }
}

/// Why a job did not finish.
public struct FailureCause: Sendable, Codable, Equatable {
  /// Stands where Flink has the exception's class.
  public var className: String
  /// Message, details and advice as one text.
  public var stackTrace: String
  /// Not one of Flink's fields: the failure with its domain, which decides exit codes. Flink itself never says it.
  public var failure: Failure?

  public init(_ failure: Failure) {
    className = failure.exceptionName
    stackTrace = failure.description
    self.failure = failure
  }

  enum CodingKeys: String, CodingKey {
    case className = "class"
    case stackTrace = "stack-trace"
    case failure
  }
}

extension Failure {
  /// Stands where Flink names the class of an exception.
  public var exceptionName: String { "dev.drey.Failure.\(domain.rawValue)" }
}

extension ApplicationStatus {
  /// What the state of a job that has ended is for its application.
  public init(_ status: JobStatus) {
    self =
      switch status {
      case .finished: .succeeded
      case .failed: .failed
      case .canceled: .canceled
      default: .unknown
      }
  }
}
