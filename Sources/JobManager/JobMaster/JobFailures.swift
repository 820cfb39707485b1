import DreyModel

/// What is said of the failures of one job.
struct JobFailures {
  let graph: JobGraph

  func slotTimeout(available: Int, milliseconds: Int) -> Failure {
    Failure(
      .timeout,
      "job '\(graph.name)' needs \(graph.requiredSlots) slots, \(available) were available within \(milliseconds) ms",
      advice: "Add TaskManagers, raise taskmanager.numberOfTaskSlots, lower the parallelism, or raise"
        + " slot.request.timeout.")
  }

  /// A subtask said that it failed, and why.
  func subtask(_ subtask: SubtaskID, on taskManager: String, _ failure: Failure) -> Failure {
    Failure(
      failure.domain,
      "job '\(graph.name)': \(describe([subtask])) on TaskManager \(taskManager) failed: \(failure.message)",
      advice: failure.advice, details: failure.details)
  }

  func lost(_ subtasks: [SubtaskID], on taskManager: String, reason: String) -> Failure {
    Failure(
      .infrastructure,
      "job '\(graph.name)': TaskManager \(taskManager) with \(describe(subtasks)) was lost: \(reason)",
      advice: "Look at the logs of TaskManager \(taskManager), and at the memory limit it had.")
  }

  /// A worker did not exit although it had nothing left to do.
  func stillThere(_ subtasks: [SubtaskID], on taskManager: String, milliseconds: Int) -> Failure {
    Failure(
      .user,
      "job '\(graph.name)': \(place(subtasks, taskManager)) did not exit within \(milliseconds) ms after its subtasks"
        + " had finished, so what it printed may be incomplete",
      advice: "End whatever main() or an operator has started besides, such as threads that never return.")
  }

  func place(_ subtasks: [SubtaskID], _ taskManager: String) -> String {
    "the worker on TaskManager \(taskManager) with \(describe(subtasks))"
  }

  /// `'map' (1/2)`, counted from one as Flink does.
  private func describe(_ subtasks: [SubtaskID]) -> String {
    let names = subtasks.prefix(4).map { subtask in
      let vertex = graph.vertices[subtask.vertex]
      return "'\(vertex.name)' (\(subtask.index + 1)/\(vertex.parallelism))"
    }
    return names.joined(separator: ", ") + (subtasks.count > 4 ? " and \(subtasks.count - 4) more" : "")
  }
}
