import ControlPlane
import DreyModel

/// How much a session takes on and remembers.
struct SessionLimits: Sendable {
  /// Jobs that may wait for slots.
  var queueCapacity: Int
}

// Jobs that clients submit, as against those of one application.
extension Dispatcher {
  /// Takes on a job whose graph is valid. Submitting the same job with the same id again changes nothing.
  /// - Parameter bytes: of the submission.
  func submit(_ job: SessionJob, _ artifact: Artifact, parallelism: Int, bytes: Int) throws(RestError) -> JobID {
    guard !isShuttingDown else { throw RestError(.serviceUnavailable, "the cluster is shutting down") }
    let digest = SubmissionDigest.of(job)
    if let id = job.jobID, jobs[id] != nil || ended[id] != nil {
      guard jobs[id]?.digest ?? ended[id]?.job.digest == digest else {
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
    try checkRoom(for: job.submission.graph.name, bytes: bytes)
    do throws(Failure) { try checkEarlier(job.earlier, of: job.submission.graph.name) } catch {
      throw RestError(error.domain == .usage ? .conflict : .serviceUnavailable, error.message, error.advice)
    }
    do throws(Failure) { return try accept(job, artifact, parallelism, digest, bytes) } catch {
      throw RestError(.badRequest, error.message, error.advice)
    }
  }

  private func accept(
    _ job: SessionJob, _ artifact: Artifact, _ parallelism: Int, _ digest: String, _ bytes: Int
  ) throws(Failure) -> JobID {
    let id = job.jobID ?? JobID.random()
    let configuration = try JobConfiguration(job.submission, over: settings.options)
    let stored = StoredJob(
      jobID: id, submission: job.submission, artifact: artifact, arguments: job.arguments,
      environment: job.submission.configuration.merged(over: settings.options).forMain
        .merging([RoleEnvironment.parallelism: "\(parallelism)"]) { $1 }, earlier: job.earlier, digest: digest,
      parallelism: job.parallelism, submittedAt: WallClock.now, bytes: bytes)
    accept(stored, configuration)
    return id
  }

  /// Cancels one job; that it is cancelled already is no error.
  func cancel(_ id: JobID) throws(RestError) {
    guard let job = jobs[id] else {
      let status = try status(of: id)
      guard status == .canceled else {
        throw RestError(.conflict, "job \(id) cannot be cancelled, it has ended: \(status.rawValue)")
      }
      return
    }
    handle(.cancel(Failure(.cancelled, "job '\(job.master.name)' was cancelled by a client")), for: id)
  }

  /// The SHA-256 of each executable that a job needs which has not ended.
  var neededArtifacts: Set<String> { Set(jobs.values.map(\.master.settings.artifact.sha256)) }
}

// What the REST API reads.
extension Dispatcher {
  /// Returns what there is to say about the job with this id, which comes from the disk if the job has ended.
  func answers(of id: JobID) async throws(RestError) -> any JobAnswers {
    if let job = jobs[id] { return report(job) }
    guard ended[id] != nil else { throw .unknown(id) }
    do throws(Failure) { return try await archive(of: id) } catch {
      throw RestError(.notFound, error.message, error.advice)
    }
  }

  func status(of id: JobID) throws(RestError) -> JobStatus {
    guard let status = jobs[id]?.master.status ?? ended[id]?.job.status else { throw .unknown(id) }
    return status
  }

  /// All jobs in the order of their submission.
  var summaries: [JobSummary] {
    let all = ended.all.map { ($0.number, $0.job.summary) } + jobs.values.map { ($0.number, report($0).summary) }
    return all.sorted { $0.0 < $1.0 }.map(\.1)
  }

  func report(_ job: Job) -> JobReport {
    JobReport(
      master: job.master, timeline: job.timeline,
      parallelism: job.parallelism ?? job.master.submission.graph.requiredSlots, now: WallClock.now)
  }

  var overview: ClusterOverview {
    ClusterOverview(
      taskManagers: slots.count, slotsTotal: slots.total, slotsAvailable: slots.available, jobsRunning: jobs.count,
      jobsFinished: ended.count(.finished), jobsCancelled: ended.count(.canceled), jobsFailed: ended.count(.failed),
      version: RuntimeVersion.text, commit: RuntimeVersion.commit)
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
