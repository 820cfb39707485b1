import DreyModel

/// What Flink's REST API has shown so far of TaskManagers and jobs; tells what is new as events.
struct ClusterView: Sendable, Equatable {
  private(set) var taskManagers: [String: Int] = [:]
  private(set) var freeSlots = 0
  private(set) var jobs: [JobID: JobSummary] = [:]
  private var waiting: [JobID: Int] = [:]
  private var reportedWaiting: Set<JobID> = []

  var slots: Int { taskManagers.values.reduce(0, +) }

  /// No job is between its beginning and its end.
  var isQuiet: Bool { jobs.values.allSatisfy { $0.state.isGloballyTerminal } }

  /// All TaskManagers there are now.
  mutating func observe(_ list: [TaskManagersBody.Entry]) -> [ClusterEvent] {
    var events: [ClusterEvent] = []
    let present = Set(list.map(\.id))
    for id in taskManagers.keys.sorted() where !present.contains(id) {
      taskManagers[id] = nil
      events.append(.taskManagerLost(id: id, reason: "Flink does not list it any more"))
    }
    for each in list where each.slotsNumber > 0 && taskManagers[each.id] == nil {
      taskManagers[each.id] = each.slotsNumber
      events.append(.taskManagerRegistered(id: each.id, taskManagers: taskManagers.count, slots: slots))
    }
    freeSlots = list.reduce(0) { $0 + $1.freeSlots }
    return events
  }

  /// Those jobs of all there are now whose state is a new one, in the order of their beginnings.
  mutating func changes(in list: [JobSummary]) -> [JobSummary] {
    let changed = list.filter { jobs[$0.id]?.state != $0.state }.sorted { $0.startTime < $1.startTime }
    for job in list { jobs[job.id] = job }
    return changed
  }

  /// Jobs that have not got the slots they need for this long, each of them once.
  /// - Parameter now: in milliseconds.
  mutating func jobsWithoutSlots(now: Int, patience: Int = 1000) -> [JobSummary] {
    var found: [JobSummary] = []
    for job in jobs.values {
      guard Self.isWaiting(job), freeSlots == 0 else {
        waiting[job.id] = nil
        continue
      }
      let since = waiting[job.id] ?? now
      waiting[job.id] = since
      if now - since >= patience, reportedWaiting.insert(job.id).inserted { found.append(job) }
    }
    return found
  }

  private static func isWaiting(_ job: JobSummary) -> Bool {
    guard job.state == .running || job.state == .created else { return false }
    return (job.tasks["scheduled"] ?? 0) > 0 || (job.state == .created && (job.tasks["created"] ?? 0) > 0)
  }

  /// The results of all jobs, in the order of their beginnings.
  func results(failures: [JobID: Failure]) -> [JobResult] {
    jobs.values.sorted { $0.startTime < $1.startTime }.map { job in
      JobResult(
        jobID: job.id, name: job.name, status: job.state, netRuntime: max(0, job.duration), failure: failures[job.id])
    }
  }
}
