/// What is known of a job while it runs.
public struct JobView: Sendable, Codable, Equatable {
  public var status: JobStatus
  /// What its accumulators have come to by now, over all subtasks.
  public var accumulators: [String: AccumulatorValue]

  public init(status: JobStatus, accumulators: [String: AccumulatorValue] = [:]) {
    self.status = status
    self.accumulators = accumulators
  }

  /// Of a job that has ended.
  public init(_ result: JobResult) { self.init(status: result.status, accumulators: result.accumulators) }
}
