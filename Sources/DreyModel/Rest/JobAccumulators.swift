/// `GET /jobs/:jobid/accumulators`.
public struct JobAccumulatorsInfo: Sendable, Codable, Equatable {
  /// An accumulator of the job, over all subtasks.
  public struct UserTaskAccumulator: Sendable, Codable, Equatable {
    public var name: String
    /// Such as `LongCounter`.
    public var type: String
    public var value: String
  }

  /// Always empty, as it is with Apache Flink.
  public var jobAccumulators: [String]
  /// Ordered by name.
  public var userTaskAccumulators: [UserTaskAccumulator]
  /// Objects of Java's, which there are none of.
  public var serializedUserTaskAccumulators: [String: String]

  public init(_ accumulators: [String: AccumulatorValue]) {
    jobAccumulators = []
    userTaskAccumulators = accumulators.sorted { $0.key < $1.key }.map {
      UserTaskAccumulator(name: $0.key, type: $0.value.kind, value: $0.value.summary)
    }
    serializedUserTaskAccumulators = [:]
  }

  /// By name; what cannot be read back, such as a list of records, is left out.
  public var values: [String: AccumulatorValue] {
    let read = userTaskAccumulators.compactMap { each in
      AccumulatorValue(text: "\(each.type) \(each.value)").map { (each.name, $0) }
    }
    return Dictionary(read) { first, _ in first }
  }

  enum CodingKeys: String, CodingKey {
    case jobAccumulators = "job-accumulators"
    case userTaskAccumulators = "user-task-accumulators"
    case serializedUserTaskAccumulators = "serialized-user-task-accumulators"
  }
}
