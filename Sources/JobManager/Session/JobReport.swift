import DreyModel

/// What the REST API says about one job that a JobManager runs.
struct JobReport: JobAnswers {
  let master: JobMaster
  let timeline: JobTimeline
  /// The default parallelism it was submitted with.
  let parallelism: Int
  /// Milliseconds since 1970.
  let now: Int

  var id: JobID { master.jobID }
  var status: JobStatus { master.status }
  var graph: JobGraph { master.submission.graph }
  private var startTime: Int { timeline.statuses[.created] ?? now }
  private var endTime: Int { status.isGloballyTerminal ? timeline.statuses[status] ?? now : -1 }
  private var duration: Int { (endTime < 0 ? now : endTime) - startTime }

  var summary: JobSummary {
    var tasks = Self.counts(master.subtasks.values).reduce(into: [String: Int]()) { $0[$1.key.lowercased()] = $1.value }
    tasks["total"] = master.subtasks.count
    return JobSummary(
      id: id, name: Self.bounded(master.name), state: status, startTime: startTime, endTime: endTime,
      duration: duration,
      lastModification: timeline.lastModification, tasks: tasks)
  }

  var details: JobDetails {
    let vertices = graph.vertices.map(details)
    let names = JobStatus.allCases.map { ($0.rawValue, timeline.statuses[$0] ?? 0) }
    return JobDetails(
      id: id, name: master.name, isStoppable: false, state: status, startTime: startTime, endTime: endTime,
      duration: duration, maxParallelism: -1, now: now, timestamps: Dictionary(uniqueKeysWithValues: names),
      vertices: vertices, statusCounts: Self.counts(vertices.map(\.status)), plan: jobPlan)
  }

  /// Bytes of a job's name in lists of jobs.
  static let nameLimit = 512

  /// Returns the beginning of a name that is longer than lists of jobs show.
  private static func bounded(_ name: String) -> String {
    guard name.utf8.count > nameLimit else { return name }
    return String(decoding: name.utf8.prefix(nameLimit), as: UTF8.self) + "…"
  }

  private var jobPlan: JobPlan { JobPlan(graph, id: id) }
  var checkpointStatistics: CheckpointStatistics { master.checkpoints.history.summarized }
  var checkpointConfiguration: CheckpointConfigurationInfo { master.checkpoints.settings.info }

  func vertex(id: String) -> JobVertexInfo? { graphVertex(id: id).map(info) }
  func taskManagers(ofVertex id: String) -> JobVertexTaskManagersInfo? { graphVertex(id: id).map(taskManagers) }
  func operation(_ request: SavepointRequestID) -> SavepointOperation? { master.checkpoints.operations[request] }

  var executionResult: JobExecutionResultInfo { JobExecutionResultInfo(master.result) }
  var accumulators: JobAccumulatorsInfo { JobAccumulatorsInfo(master.progress.accumulators) }
  var configuration: JobConfigurationInfo {
    JobConfigurationInfo(
      id: id, name: master.name, parallelism: parallelism, restartStrategy: master.restarts.settings.description)
  }

  func exceptions(limit: Int) -> JobExceptions {
    JobExceptions(
      master.failures.entries.map { ($0.failure, $0.at) }, final: status == .failed ? master.result?.failure : nil,
      at: endTime, limit: limit)
  }

  /// What subtasks' states add up to for their vertex, in Flink's order of importance.
  static func aggregate(_ states: [ExecutionState]) -> ExecutionState {
    for state in [ExecutionState.failed, .canceling, .canceled, .initializing, .running] where states.contains(state) {
      return state
    }
    guard states.contains(.finished) else { return .created }
    return states.allSatisfy { $0 == .finished } ? .finished : .running
  }

  static func counts(_ states: some Sequence<ExecutionState>) -> [String: Int] {
    let none = Dictionary(uniqueKeysWithValues: ExecutionState.allCases.map { ($0.rawValue, 0) })
    return states.reduce(into: none) { $0[$1.rawValue, default: 0] += 1 }
  }
}
