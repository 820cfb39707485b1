import DreyModel

/// What the REST API says about one job.
struct JobReport: Sendable {
  let master: JobMaster
  let timeline: JobTimeline
  /// The default parallelism it was submitted with.
  let parallelism: Int
  /// Milliseconds since 1970.
  let now: Int

  var id: JobID { master.jobID }
  var status: JobStatus { master.status }
  private var graph: JobGraph { master.submission.graph }
  private var startTime: Int { timeline.statuses[.created] ?? now }
  private var endTime: Int { status.isGloballyTerminal ? timeline.statuses[status] ?? now : -1 }
  private var duration: Int { (endTime < 0 ? now : endTime) - startTime }

  var summary: JobSummary {
    var tasks = Self.counts(master.subtasks.values).reduce(into: [String: Int]()) { $0[$1.key.lowercased()] = $1.value }
    tasks["total"] = master.subtasks.count
    return JobSummary(
      id: id, name: master.name, state: status, startTime: startTime, endTime: endTime, duration: duration,
      lastModification: timeline.lastModification, tasks: tasks)
  }

  var details: JobDetails {
    let vertices = graph.vertices.map(vertex)
    let names = JobStatus.allCases.map { ($0.rawValue, timeline.statuses[$0] ?? 0) }
    return JobDetails(
      id: id, name: master.name, isStoppable: false, state: status, startTime: startTime, endTime: endTime,
      duration: duration, maxParallelism: -1, now: now, timestamps: Dictionary(uniqueKeysWithValues: names),
      vertices: vertices, statusCounts: Self.counts(vertices.map(\.status)), plan: plan)
  }

  var plan: JobPlan { JobPlan(graph, id: id) }
  var executionResult: JobExecutionResultInfo { JobExecutionResultInfo(master.result) }
  var accumulators: JobAccumulatorsInfo { JobAccumulatorsInfo(master.progress.accumulators) }
  var configuration: JobConfigurationInfo { JobConfigurationInfo(id: id, name: master.name, parallelism: parallelism) }

  func exceptions(limit: Int) -> JobExceptions {
    JobExceptions(status == .failed ? master.result?.failure : nil, at: endTime, limit: limit)
  }

  /// Which TaskManagers run a vertex; nil where the job has none with this id.
  func taskManagers(ofVertex id: String) -> JobVertexTaskManagersInfo? {
    guard let vertex = graph.vertices.first(where: { JobVertex.hexID($0.id) == id }) else { return nil }
    let all = master.workers.sorted { $0.key < $1.key }.compactMap { taskManager, worker in
      let mine = worker.subtasks.filter { $0.vertex == vertex.id }
      return mine.isEmpty ? nil : self.taskManager(taskManager, worker, mine)
    }
    return JobVertexTaskManagersInfo(id: id, name: vertex.name, now: now, taskManagers: all)
  }

  private func taskManager(
    _ id: String, _ worker: JobMaster.Worker, _ subtasks: [SubtaskID]
  ) -> JobVertexTaskManagersInfo.TaskManager {
    let states = subtasks.map { master.subtasks[$0] ?? .created }
    let span = span(of: subtasks, states)
    return JobVertexTaskManagersInfo.TaskManager(
      endpoint: "\(worker.host):\(worker.dataPort ?? -1)", status: Self.aggregate(states), startTime: span.start,
      endTime: span.end, duration: span.duration, statusCounts: Self.counts(states), id: id)
  }

  private func vertex(_ vertex: JobVertex) -> JobVertexDetails {
    let subtasks = (0..<vertex.parallelism).map { SubtaskID(vertex: vertex.id, index: $0) }
    let states = subtasks.map { master.subtasks[$0] ?? .created }
    let span = span(of: subtasks, states)
    return JobVertexDetails(
      id: JobVertex.hexID(vertex.id), name: vertex.name, maxParallelism: -1, parallelism: vertex.parallelism,
      status: Self.aggregate(states), startTime: span.start, endTime: span.end, duration: span.duration,
      tasks: Self.counts(states))
  }

  /// From the first subtask's start to the last one's end; -1 where there is none yet.
  private func span(
    of subtasks: [SubtaskID], _ states: [ExecutionState]
  ) -> (start: Int, end: Int, duration: Int) {
    let spans = subtasks.compactMap { timeline.subtasks[$0] }
    let start = spans.compactMap(\.start).min() ?? -1
    let hasEnded = states.allSatisfy(\.isTerminal)
    let end = hasEnded ? spans.compactMap(\.end).max() ?? -1 : -1
    return (start, end, start < 0 ? -1 : (end < 0 ? now : end) - start)
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
