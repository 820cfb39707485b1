public import DreyModel

extension ClusterEvent {
  /// In one line, for people, or as many as a message has that was logged; with the reason, where the job goes on and
  /// nothing else will tell it.
  public func text(from member: String) -> String {
    switch self {
    case .jobRestarting(_, _, _, _, let failure, _), .checkpointFailed(_, _, _, _, let failure):
      PrintableText.line("\(headline(from: member)): \(failure.message)")
    case .log: headline(from: member)
    default: PrintableText.line(headline(from: member))
    }
  }

  private func headline(from member: String) -> String {
    switch self {
    case .log(_, _, let message): "\(member): \(message)"
    case .listening(let port, _): "\(member): listening on port \(port)"
    case .restListening(let port): "\(member): REST API on port \(port)"
    case .taskManagerRegistered(let id, let taskManagers, let slots):
      "\(id) registered: \(taskManagers) TaskManager(s), \(slots) slot(s)"
    case .taskManagerLost(let id, let reason): "\(id) lost: \(reason)"
    case .slotsMissing(let job, let required, let available): "job \(job) waits for slots: \(available)/\(required)"
    case .jobStatusChanged(_, let name, let status, _): "job \(name) \(status.rawValue)"
    case .jobRestarting(_, let name, let attempt, let delay, _, let subtasks):
      "job \(name) restarts (\(attempt)\(subtasks.map { ", \($0) of its subtasks" } ?? "")) in \(delay) ms"
    case .jobRestored(_, let name, let id, let path): "job \(name) begins from \(id), \(path)"
    case .subtasksRunning(_, let name, _): "job \(name): all subtasks run"
    case .checkpointCompleted(_, let name, let id, let kind, let path, let bytes, let milliseconds):
      "job \(name): \(kind.noun) \(id) completed in \(milliseconds) ms, \(bytes) bytes in \(path)"
    case .checkpointFailed(_, let name, let id, let kind, _): "job \(name): \(kind.noun) \(id) failed"
    case .applicationEnded(let result): "application \(result.status.rawValue)"
    }
  }

  /// As ``text(from:)``, and why, where something failed.
  public func fullText(from member: String) -> String {
    guard let failure else { return text(from: member) }
    let reason = "\(failure)".split(separator: "\n").map { "\n\($0)" }.joined()
    return PrintableText.line(headline(from: member)) + reason
  }

  private var failure: Failure? {
    switch self {
    case .jobStatusChanged(_, _, _, let failure): failure
    case .applicationEnded(let result): result.failure
    case .jobRestarting(_, _, _, _, let failure, _), .checkpointFailed(_, _, _, _, let failure): failure
    case .log, .listening, .restListening, .taskManagerRegistered, .taskManagerLost, .slotsMissing, .jobRestored,
      .subtasksRunning, .checkpointCompleted:
      nil
    }
  }
}
