import DreyDeploy
import DreyModel

/// What is known of a run while it goes on. A value: events in, lines out; times are seconds since the start.
struct RunView: Sendable {
  /// A phase that has begun at least once; of a run with several clusters they alternate.
  private struct Phase {
    var phase: RunPhase
    var text: String
    /// Before it was left the last time.
    var spent = 0.0
  }

  private struct Job {
    var name: String
    var status: JobStatus
    var begin: Double
    var end: Double?
    /// What it waits for.
    var note: String?
  }

  private var phases: [Phase] = []
  private var current: (index: Int, since: Double)?
  private var jobs: [(id: JobID, job: Job)] = []
  /// By cluster, as there may be several side by side.
  private var registered: [String: (taskManagers: Int, slots: Int)] = [:]

  /// - Returns: a line that is to stay above the display; nil where the display says enough.
  mutating func handle(_ event: ProgressEvent, at seconds: Double) -> String? {
    switch event {
    case .progress(let phase, let text):
      enter(phase, text, at: seconds)
      return nil
    case .detail(let phase, let text):
      if current.map({ phases[$0.index].phase }) != phase { enter(phase, text, at: seconds) }
      return nil
    case .event(let reported, let member):
      let stays = handle(reported, from: member, at: seconds)
      return stays && event.level <= .normal ? event.text : nil
    }
  }

  private mutating func enter(_ phase: RunPhase, _ text: String, at seconds: Double) {
    if let current { phases[current.index].spent += seconds - current.since }
    if let index = phases.firstIndex(where: { $0.phase == phase }) {
      phases[index].text = text
      current = (index, seconds)
    } else {
      phases.append(Phase(phase: phase, text: text))
      current = (phases.count - 1, seconds)
    }
  }

  private mutating func handle(_ event: ClusterEvent, from member: String, at seconds: Double) -> Bool {
    if current.map({ phases[$0.index].phase }) != .run { enter(.run, "", at: seconds) }
    let cluster = member.split(separator: "/").dropLast().joined(separator: "/")
    switch event {
    case .log: return true
    case .listening, .restListening: break
    // Of clusters side by side it is not reported.
    case .applicationEnded(let result): enter(.remove, "application \(result.status.rawValue)", at: seconds)
    case .taskManagerRegistered(_, let taskManagers, let slots): registered[cluster] = (taskManagers, slots)
    case .taskManagerLost:
      registered[cluster]?.taskManagers -= 1
      return true
    case .slotsMissing(let job, let required, let available):
      let index = jobs.lastIndex { $0.job.name == job && !$0.job.status.isGloballyTerminal }
      guard let index else { return true }
      jobs[index].job.note = "waits for slots: \(available)/\(required)"
    case .jobStatusChanged(let id, let name, let status, _): change(id, name, status, at: seconds)
    case .jobRestarting, .jobRestored, .checkpointFailed: return true
    case .checkpointCompleted(_, _, _, let kind, _, _, _): return kind.isSavepoint
    case .subtasksRunning: break
    }
    return false
  }

  private mutating func change(_ id: JobID, _ name: String, _ status: JobStatus, at seconds: Double) {
    let index = jobs.firstIndex { $0.id == id } ?? jobs.count
    if index == jobs.count { jobs.append((id, Job(name: name, status: status, begin: seconds))) }
    jobs[index].job.status = status
    if status != .created { jobs[index].job.note = nil }
    jobs[index].job.end = status.isGloballyTerminal ? seconds : nil
  }

  /// The display while the run goes on.
  /// - Parameter height: at most as many lines; jobs that have ended give way first.
  func lines(at seconds: Double, height: Int) -> [DisplayLine] {
    let head = phases.indices.map { phaseLine($0, at: seconds) }
    let room = max(1, height - head.count)
    let running = jobs.map(\.job).filter { $0.end == nil }
    let ended = jobs.map(\.job).filter { $0.end != nil }
    let ordered = jobs.count <= room ? jobs.map(\.job) : running + ended.reversed()
    var body = ordered.prefix(jobs.count <= room ? room : room - 1).map { jobLine($0, at: seconds) }
    if jobs.count > room {
      body.append(DisplayLine(text: "          … \(running.count) of \(jobs.count) jobs run or wait", style: .dim))
    }
    return Array((head + body).suffix(max(1, height)))
  }

  /// What stays when it is over: the jobs and what became of them.
  func lastLines(at seconds: Double) -> [DisplayLine] { jobs.map { jobLine($0.job, at: seconds) } }

  private func phaseLine(_ index: Int, at seconds: Double) -> DisplayLine {
    let phase = phases[index]
    let isCurrent = current?.index == index
    let spent = phase.spent + (isCurrent ? seconds - (current?.since ?? seconds) : 0)
    let text = phase.phase == .run && !registered.isEmpty ? members : phase.text
    let mark = isCurrent ? "▸" : "✓"
    return DisplayLine(
      text: "\(mark) \(Self.padded(Seconds.text(spent), 7)) s  \(Self.column(phase.phase.rawValue, 7)) \(text)",
      style: isCurrent ? .plain : .dim)
  }

  private var members: String {
    let taskManagers = registered.values.reduce(0) { $0 + $1.taskManagers }
    let slots = registered.values.reduce(0) { $0 + $1.slots }
    return "\(taskManagers) TaskManager(s) registered, \(slots) slot(s)"
  }

  private func jobLine(_ job: Job, at seconds: Double) -> DisplayLine {
    let style: DisplayLine.Style =
      switch job.status {
      case .finished: .good
      case .failed, .failing: .bad
      default: .plain
      }
    let note = job.note.map { ", \($0)" } ?? ""
    return DisplayLine(
      text: "  \(Self.padded(Seconds.text((job.end ?? seconds) - job.begin), 7)) s  job     \(job.name) "
        + "\(job.status.rawValue)\(note)",
      style: style)
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func column(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
