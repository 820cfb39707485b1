import ControlPlane
import DreyModel

/// How much a session takes on and remembers.
struct SessionLimits: Sendable {
  /// Jobs that may wait for slots.
  var queueCapacity: Int
  /// Ended jobs that are kept.
  var jobStoreCapacity: Int
}

// Jobs that clients submit, as against those of one application.
extension Dispatcher {
  /// Takes on a job whose graph is valid. Submitting the same job with the same id again changes nothing.
  func submit(_ job: SessionJob, _ artifact: Artifact, parallelism: Int) throws(RestError) -> JobID {
    guard !isShuttingDown else { throw RestError(.serviceUnavailable, "the cluster is shutting down") }
    if let id = job.jobID, let known = jobs[id] {
      guard known.sessionJob == job else {
        throw RestError(.conflict, "job \(id) was submitted before, and it was another one")
      }
      return id
    }
    if let id = job.jobID, forgotten.contains(id) {
      throw RestError(.conflict, "job \(id) ran before, and its result is no longer kept")
    }
    let waiting = order.filter { jobs[$0]?.master.isWaitingForSlots == true }.count
    // Whether it would have to wait is known only after asking for slots, which a job that is refused must not do.
    let mustWait = waiting > 0 || slots.available < job.submission.graph.requiredSlots
    if let limits = settings.session, mustWait, waiting >= limits.queueCapacity {
      throw RestError(
        .serviceUnavailable,
        "job '\(job.submission.graph.name)' needs \(job.submission.graph.requiredSlots) slots, \(slots.available) of"
          + " \(slots.total) are free, and \(waiting) jobs wait already",
        "Submit it again later, or add TaskManagers.")
    }
    do throws(Failure) { return try accept(job, artifact, parallelism) } catch {
      throw RestError(.badRequest, error.message, error.advice)
    }
  }

  private func accept(_ job: SessionJob, _ artifact: Artifact, _ parallelism: Int) throws(Failure) -> JobID {
    let id = job.jobID ?? JobID.random()
    let configuration = try JobConfiguration(job.submission, over: settings.options)
    let stored = StoredJob(
      jobID: id, submission: job.submission, artifact: artifact, arguments: job.arguments,
      environment: job.submission.configuration.merged(over: settings.options).forMain
        .merging([RoleEnvironment.parallelism: "\(parallelism)"]) { $1 }, earlierResults: job.earlierResults,
      sessionJob: job, submittedAt: WallClock.now)
    accept(stored, configuration)
    return id
  }

  /// Cancels one job; that it is cancelled already is no error.
  func cancel(_ id: JobID) throws(RestError) {
    guard let job = jobs[id] else { throw .unknown(id) }
    if let status = job.master.result?.status {
      guard status == .canceled else {
        throw RestError(.conflict, "job \(id) cannot be cancelled, it has ended: \(status.rawValue)")
      }
      return
    }
    handle(.cancel(Failure(.cancelled, "job '\(job.master.name)' was cancelled by a client")), for: id)
  }

  /// Whether a job that has not ended needs this executable.
  func needs(artifact sha256: String) -> Bool {
    jobs.values.contains { $0.master.result == nil && $0.master.settings.artifact.sha256 == sha256 }
  }

  /// Keeps no more jobs that have ended than the session's limit says.
  func forgetOldJobs() {
    guard let limit = settings.session?.jobStoreCapacity else { return }
    let ended = order.filter { jobs[$0]?.master.result != nil }
    for id in ended.dropLast(limit) {
      jobs[id] = nil
      forgotten.add(id)
      store.forgotten(id)
      order.removeAll { $0 == id }
    }
  }
}

// What the REST API reads.
extension Dispatcher {
  /// The job with this id.
  func report(of id: JobID) throws(RestError) -> JobReport {
    guard let job = jobs[id] else { throw .unknown(id) }
    return report(job)
  }

  /// All jobs in the order of their submission.
  var reports: [JobReport] { order.compactMap { jobs[$0].map(report) } }

  private func report(_ job: Job) -> JobReport {
    JobReport(
      master: job.master, timeline: job.timeline,
      parallelism: job.sessionJob?.parallelism ?? job.master.submission.graph.requiredSlots, now: WallClock.now)
  }

  var overview: ClusterOverview {
    let ended = jobs.values.compactMap(\.master.result?.status)
    func count(_ status: JobStatus) -> Int { ended.filter { $0 == status }.count }
    return ClusterOverview(
      taskManagers: slots.count, slotsTotal: slots.total, slotsAvailable: slots.available,
      jobsRunning: jobs.count - ended.count, jobsFinished: count(.finished), jobsCancelled: count(.canceled),
      jobsFailed: count(.failed), version: RuntimeVersion.text, commit: RuntimeVersion.commit)
  }

  var taskManagersInfo: TaskManagersInfo {
    TaskManagersInfo(taskManagers: taskManagers.values.map(info).sorted { $0.id < $1.id })
  }

  func taskManagerInfo(_ id: String) throws(RestError) -> TaskManagerInfo {
    guard let taskManager = taskManagers[id] else { throw RestError(.notFound, "there is no TaskManager '\(id)'") }
    var info = info(taskManager)
    info.allocatedSlots = slots.jobs(on: id).sorted { $0.key < $1.key }.flatMap { job, count in
      JobID(hex: job).map { Array(repeating: TaskManagerInfo.AllocatedSlot(jobID: $0), count: count) } ?? []
    }
    return info
  }

  private func info(_ taskManager: TaskManager) -> TaskManagerInfo {
    let registration = taskManager.registration
    let taken = slots.jobs(on: registration.id).values.reduce(0, +)
    return TaskManagerInfo(
      id: registration.id, path: taskManager.host, timeSinceLastHeartbeat: taskManager.lastHeard,
      slotsNumber: registration.slots, freeSlots: registration.slots - taken)
  }
}

/// What the REST API says in the fields for Flink's version.
enum RuntimeVersion {
  /// Begins with a number, since clients of Flink's compare it.
  static let text = "\(ContainerContract.version)-drey"
  static let commit = "unknown"
}
