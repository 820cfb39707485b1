import DreyModel

// What the REST API says about a job's vertices.
extension JobReport {
  /// The vertex of that id; nil where the job has none.
  func graphVertex(id: String) -> JobVertex? { graph.vertices.first { JobVertex.hexID($0.id) == id } }

  /// A vertex as a part of its job.
  func details(of vertex: JobVertex) -> JobVertexDetails {
    let subtasks = subtasks(of: vertex)
    let states = subtasks.map { master.subtasks[$0] ?? .created }
    let span = span(of: subtasks, states)
    return JobVertexDetails(
      id: JobVertex.hexID(vertex.id), name: vertex.name, maxParallelism: -1, parallelism: vertex.parallelism,
      status: Self.aggregate(states), startTime: span.start, endTime: span.end, duration: span.duration,
      tasks: Self.counts(states), metrics: metrics(of: subtasks))
  }

  /// A vertex subtask by subtask.
  func info(of vertex: JobVertex) -> JobVertexInfo {
    let places = master.workers.reduce(into: [SubtaskID: JobMaster.WorkerID]()) { places, worker in
      for subtask in worker.value.subtasks { places[subtask] = worker.key }
    }
    return JobVertexInfo(
      id: JobVertex.hexID(vertex.id), name: vertex.name, parallelism: vertex.parallelism, maxParallelism: -1, now: now,
      subtasks: subtasks(of: vertex).map { info(of: $0, on: places[$0]) })
  }

  /// Which TaskManagers run a vertex.
  func taskManagers(of vertex: JobVertex) -> JobVertexTaskManagersInfo {
    let all = Dictionary(grouping: master.workers, by: \.key.taskManager).sorted { $0.key < $1.key }
      .compactMap { taskManager, workers in
        let mine = workers.flatMap(\.value.subtasks).filter { $0.vertex == vertex.id }.sorted()
        let latest = workers.max { $0.key.attempt < $1.key.attempt }?.value
        return mine.isEmpty ? nil : latest.map { self.taskManager(taskManager, $0, mine) }
      }
    return JobVertexTaskManagersInfo(id: JobVertex.hexID(vertex.id), name: vertex.name, now: now, taskManagers: all)
  }

  private func taskManager(
    _ id: String, _ worker: JobMaster.Worker, _ subtasks: [SubtaskID]
  ) -> JobVertexTaskManagersInfo.TaskManager {
    let states = subtasks.map { master.subtasks[$0] ?? .created }
    let span = span(of: subtasks, states)
    return JobVertexTaskManagersInfo.TaskManager(
      endpoint: endpoint(of: worker), status: Self.aggregate(states), startTime: span.start, endTime: span.end,
      duration: span.duration, metrics: metrics(of: subtasks), statusCounts: Self.counts(states), id: id)
  }

  private func info(of subtask: SubtaskID, on place: JobMaster.WorkerID?) -> JobVertexInfo.Subtask {
    let state = master.subtasks[subtask] ?? .created
    let span = span(of: [subtask], [state])
    let worker = place.flatMap { master.workers[$0] }
    return JobVertexInfo.Subtask(
      subtask: subtask.index, status: state, attempt: place?.attempt ?? master.attempt,
      endpoint: worker.map(endpoint) ?? Self.unassigned, startTime: span.start, endTime: span.end,
      duration: span.duration, metrics: metrics(of: [subtask]), taskManagerID: place?.taskManager ?? Self.unassigned)
  }

  private static let unassigned = "(unassigned)"

  private func endpoint(of worker: JobMaster.Worker) -> String { "\(worker.host):\(worker.dataPort ?? -1)" }

  private func metrics(of subtasks: [SubtaskID]) -> IOMetrics {
    IOMetrics(subtasks.map { master.progress.metrics(of: $0) })
  }

  private func subtasks(of vertex: JobVertex) -> [SubtaskID] {
    (0..<vertex.parallelism).map { SubtaskID(vertex: vertex.id, index: $0) }
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
}
