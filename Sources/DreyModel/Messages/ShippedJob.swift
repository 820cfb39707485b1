/// A job whose `main()` runs on the client, with all that a JobManager needs to run it without that `main()`.
///
/// The file at ``ContainerContract/Path/jobGraph`` holds one as JSON.
public struct ShippedJob: Sendable, Codable, Equatable {
  public var submission: JobSubmission
  /// How the executions before it in the same `main()` ended, in their order; nil for one that had not ended.
  public var earlierResults: [JobResult?]

  public init(submission: JobSubmission, earlierResults: [JobResult?] = []) {
    self.submission = submission
    self.earlierResults = earlierResults
  }
}
