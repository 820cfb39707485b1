import DreyModel

/// What is said of the failures of one job.
struct JobFailures {
  let graph: JobGraph

  func slotTimeout(_ needed: Int, available: Int, milliseconds: Int) -> Failure {
    Failure(
      .timeout,
      "job '\(graph.name)' needs \(needed) slots, \(available) were available within \(milliseconds) ms",
      advice: "Add TaskManagers, raise taskmanager.numberOfTaskSlots, lower the parallelism, or raise"
        + " slot.request.timeout.")
  }

  /// A subtask said that it failed, and why.
  func subtask(_ subtask: SubtaskID, on taskManager: String, _ failure: Failure) -> Failure {
    failure.saying(
      "job '\(graph.name)': \(describe([subtask])) on TaskManager \(taskManager) failed: \(failure.message)")
  }

  /// Returns the failure of the job if the splits of a source are too large to be sent to every attempt.
  func enumeration(_ failure: Failure) -> Failure {
    Failure(failure.domain, "job '\(graph.name)': \(failure.message)", advice: failure.advice)
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

  /// Snapshots that the job may begin from were not read in time.
  func loadingTimeout(_ milliseconds: Int) -> Failure {
    Failure(
      .timeout, "job '\(graph.name)': what it was to begin from could not be read within \(milliseconds) ms",
      advice: "Check the file system of \(OptionKey.checkpointFolder.rawValue) and \(OptionKey.statePath.rawValue).")
  }

  func notReady(_ taskManagers: [String], milliseconds: Int) -> Failure {
    Failure(
      .infrastructure,
      "job '\(graph.name)': the workers on \(taskManagers.joined(separator: ", ")) were not ready within"
        + " \(milliseconds) ms", advice: "Look at the logs of these TaskManagers.")
  }

  func unreadable(_ checkpoint: CompletedCheckpoint, _ subtask: SubtaskID, _ failure: Failure) -> Failure {
    failure.saying(
      "job '\(graph.name)': \(checkpoint.kind.noun) \(checkpoint.id) in '\(checkpoint.path)' cannot be read by"
        + " \(describe([subtask])): \(failure.message)")
  }

  /// There were checkpoints, and all are damaged: to begin anew would do again what has been done.
  static func nothingReadable(_ name: String) -> Failure {
    Failure(
      .infrastructure, "job '\(name)': none of its checkpoints can be read",
      advice:
        "Keep more of them (\(OptionKey.checkpointsRetained.rawValue)), or submit it again, from a savepoint if there"
        + " is one.")
  }

  /// Why the job ends, where it was or could have been restarted.
  func final(_ failure: Failure, _ restarts: RestartStrategy) -> Failure {
    guard restarts.restarts > 0 else { return failure }
    var failure = failure
    failure.message += " (after \(restarts.restarts) restarts; \(restarts.settings.description))"
    return failure
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
