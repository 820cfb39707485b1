import DreyModel
import Glibc

/// When a job and its subtasks entered their states, in milliseconds since 1970.
struct JobTimeline: Sendable, Equatable {
  /// When a subtask was deployed and when it ended.
  struct Span: Sendable, Equatable {
    var start: Int?
    var end: Int?
  }

  private(set) var statuses: [JobStatus: Int] = [:]
  private(set) var subtasks: [SubtaskID: Span] = [:]
  private(set) var lastModification = 0
  private var status: JobStatus?
  private var attempt = 0

  init() {}

  /// Of a job that ended before this JobManager began.
  /// - Parameter submittedAt: in milliseconds since 1970.
  init(submittedAt: Int, _ result: JobResult) {
    lastModification = submittedAt + result.netRuntime
    statuses = [.created: submittedAt, result.status: lastModification]
  }

  /// Compares with what was known before.
  /// - Parameter event: what has just happened; it tells which subtasks to look at.
  mutating func record(_ master: JobMaster, after event: JobMaster.Event, at now: Int) {
    if status != master.status {
      status = master.status
      statuses[master.status] = now
      lastModification = now
    }
    if attempt != master.attempt {
      attempt = master.attempt
      subtasks = subtasks.filter { master.subtasks[$0.key] != .scheduled }
    }
    switch event {
    case .report(_, _, .progress), .report(_, _, .checkpoint), .checkpoint, .timer(.checkpoints): return
    default: break
    }
    if case .report(_, _, let report) = event, master.result == nil, case .subtask(let update) = report {
      record(update.subtask, master.subtasks[update.subtask], at: now)
    } else {
      for (subtask, state) in master.subtasks { record(subtask, state, at: now) }
    }
  }

  private mutating func record(_ subtask: SubtaskID, _ state: ExecutionState?, at now: Int) {
    guard let state, state != .created, state != .scheduled else { return }
    if subtasks[subtask] == nil {
      // One that never left its place in the queue has no start.
      subtasks[subtask] = Span(start: state.isTerminal ? nil : now)
      lastModification = now
    }
    if state.isTerminal, subtasks[subtask]?.end == nil {
      subtasks[subtask]?.end = now
      lastModification = now
    }
  }
}

/// Time as people count it.
enum WallClock {
  /// Milliseconds since 1970.
  static var now: Int {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
  }
}
