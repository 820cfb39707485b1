/// What the process that runs `main()` says to its supervisor (the JobManager, or the client).
public enum DriverMessage: Sendable, Codable, Equatable {
  /// `execute` was called.
  case submitJob(JobSubmission)
  /// How is the job of this ``JobSubmission/executionIndex``? Answered by ``DriverReply/jobView(executionIndex:_:)``.
  case askJob(executionIndex: Int)
  /// The job is to be cancelled. Answered as ``askJob(executionIndex:)`` is.
  case cancelJob(executionIndex: Int)
  /// Does a run of `main()` before the JobManager's restart have a value of this name? Answered by
  /// ``DriverReply/value(name:_:)``.
  case askValue(name: String)
  /// `main()` threw; the process exits with 1 right after.
  case mainFailed(Failure)
}

/// The answer to ``DriverMessage``.
public enum DriverReply: Sendable, Codable, Equatable {
  /// The job of this ``JobSubmission/executionIndex`` has come to its end.
  case jobEnded(executionIndex: Int, result: JobResult)
  /// How the job is by now.
  case jobView(executionIndex: Int, JobView)
  /// The value, as JSON, that an earlier run of `main()` made part of its jobs under this name; nil: there is none.
  case value(name: String, String?)
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
  /// The record of what the first run of `main()` found or made, which the runs in the workers find again.
  public var main: MainRecord
  /// The variables of `main()` that the workers are given, see ``MainEnvironment``; nil: they have those of their
  /// TaskManagers. It may hold secrets, so no answer, event or log shows it.
  public var environment: [String: String]?

  public init(
    executionIndex: Int, graph: JobGraph, configuration: Options = Options(), main: MainRecord = MainRecord(),
    environment: [String: String]? = nil
  ) {
    self.executionIndex = executionIndex
    self.graph = graph
    self.configuration = configuration
    self.main = main
    self.environment = environment
  }

  /// Decodes a submission. Everything that it does not contain is empty.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    executionIndex = try container.decode(Int.self, forKey: .executionIndex)
    graph = try container.decode(JobGraph.self, forKey: .graph)
    configuration = try container.decodeIfPresent(Options.self, forKey: .configuration) ?? Options()
    main = try container.decodeIfPresent(MainRecord.self, forKey: .main) ?? MainRecord()
    environment = try container.decodeIfPresent([String: String].self, forKey: .environment)
  }

  /// A `main()` that calls `execute` more often than this is refused.
  public static let maximumExecutions = 10_000

  /// Checks what a peer sent before anybody relies on it.
  /// - Throws: ``Failure`` of the domain `user`.
  public func validate() throws(Failure) {
    try graph.validate()
    guard (0..<Self.maximumExecutions).contains(executionIndex) else {
      throw Failure(
        .user,
        "job '\(graph.name)' is execution number \(executionIndex); 0 to \(Self.maximumExecutions - 1) are allowed")
    }
    try main.validate()
    if let environment { _ = try MainEnvironment.travelling(environment) }
  }
}
