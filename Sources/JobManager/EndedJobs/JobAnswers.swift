import DreyModel

/// What the REST API says about one job, whether it has ended or not.
protocol JobAnswers: Sendable {
  var id: JobID { get }
  var status: JobStatus { get }
  var details: JobDetails { get }
  var executionResult: JobExecutionResultInfo { get }
  var accumulators: JobAccumulatorsInfo { get }
  var configuration: JobConfigurationInfo { get }
  var checkpointStatistics: CheckpointStatistics { get }
  var checkpointConfiguration: CheckpointConfigurationInfo { get }
  /// Returns the failures of the attempts, newest first, and no more than `limit` of them.
  func exceptions(limit: Int) -> JobExceptions
  /// Returns a vertex subtask by subtask; nil if the job has no vertex with this id.
  func vertex(id: String) -> JobVertexInfo?
  /// Returns the TaskManagers that run a vertex; nil if the job has no vertex with this id.
  func taskManagers(ofVertex id: String) -> JobVertexTaskManagersInfo?
  /// Returns how far a savepoint or checkpoint is that a client asked for; nil if nobody asked for it.
  func operation(_ request: SavepointRequestID) -> SavepointOperation?
}

extension JobAnswers {
  var plan: JobPlan { details.plan }
}
