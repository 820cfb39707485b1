import DreyModel

/// All that the REST API answers about an ended job, and its result. It is kept on the disk.
struct JobArchive: Sendable, Codable, Equatable {
  var result: JobResult
  var details: JobDetails
  var configuration: JobConfigurationInfo
  var exceptions: JobExceptions
  var vertices: [JobVertexInfo]
  var taskManagers: [JobVertexTaskManagersInfo]
  var checkpointStatistics: CheckpointStatistics
  var checkpointConfiguration: CheckpointConfigurationInfo
  /// By trigger id.
  var operations: [String: SavepointOperation]
  /// The values that `main()` made part of the job, for the next run of `main()` under another JobManager.
  var values: [String: String]

  init(_ report: JobReport, _ result: JobResult, values: [String: String]) {
    self.result = result
    details = report.details
    configuration = report.configuration
    exceptions = report.exceptions(limit: .max)
    vertices = report.graph.vertices.map(report.info)
    taskManagers = report.graph.vertices.map(report.taskManagers)
    checkpointStatistics = report.checkpointStatistics
    checkpointConfiguration = report.checkpointConfiguration
    operations = report.master.checkpoints.operations.all
    self.values = values
  }
}

extension JobArchive: JobAnswers {
  var id: JobID { result.jobID }
  var status: JobStatus { result.status }
  var executionResult: JobExecutionResultInfo { JobExecutionResultInfo(result) }
  var accumulators: JobAccumulatorsInfo { JobAccumulatorsInfo(result.accumulators) }

  func exceptions(limit: Int) -> JobExceptions { exceptions.limited(to: limit) }
  func vertex(id: String) -> JobVertexInfo? { vertices.first { $0.id == id } }
  func taskManagers(ofVertex id: String) -> JobVertexTaskManagersInfo? { taskManagers.first { $0.id == id } }
  func operation(_ request: SavepointRequestID) -> SavepointOperation? { operations[request.hex] }
}
