/// What the process that runs `main()` says to its supervisor (the JobManager, or the client).
public enum DriverMessage: Sendable, Codable, Equatable {
  /// `execute` was called.
  case submitJob(JobSubmission)
  /// How is the job of this ``JobSubmission/executionIndex``? Answered by ``DriverReply/jobView(executionIndex:_:)``.
  case askJob(executionIndex: Int)
  /// The job is to be cancelled. Answered as ``askJob(executionIndex:)`` is.
  case cancelJob(executionIndex: Int)
  /// `main()` threw; the process exits with 1 right after.
  case mainFailed(Failure)
}

/// The answer to ``DriverMessage``.
public enum DriverReply: Sendable, Codable, Equatable {
  /// The job of this ``JobSubmission/executionIndex`` has come to its end.
  case jobEnded(executionIndex: Int, result: JobResult)
  /// How the job is by now.
  case jobView(executionIndex: Int, JobView)
  /// A question or a wish that concerned the job could not be met.
  case refused(executionIndex: Int, Failure)
}

/// One call of `execute`.
public struct JobSubmission: Sendable, Codable, Equatable {
  /// How many calls of `execute` came before it in this `main()`.
  public var executionIndex: Int
  public var graph: JobGraph
  /// What `main()` configured for this job; it goes before the cluster's own configuration.
  public var configuration: Options

  public init(executionIndex: Int, graph: JobGraph, configuration: Options = Options()) {
    self.executionIndex = executionIndex
    self.graph = graph
    self.configuration = configuration
  }

  /// A submission without a configuration is one with an empty one.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    executionIndex = try container.decode(Int.self, forKey: .executionIndex)
    graph = try container.decode(JobGraph.self, forKey: .graph)
    configuration = try container.decodeIfPresent(Options.self, forKey: .configuration) ?? Options()
  }

  /// A `main()` that calls `execute` more often than this is refused.
  public static let maximumExecutions = 10_000

  /// Checks what a peer sent before anybody relies on it.
  /// - Throws: ``Failure`` of the domain `user`.
  public func validate() throws(Failure) {
    guard (0..<Self.maximumExecutions).contains(executionIndex) else {
      throw Failure(
        .user,
        "job '\(graph.name)' is execution number \(executionIndex); 0 to \(Self.maximumExecutions - 1) are allowed")
    }
    try graph.validate()
  }
}
