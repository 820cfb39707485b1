import ChildProcess
import ControlPlane
import DreyModel
import Glibc
import Synchronization

/// Looks at Flink by its REST API, reports what happens, and says when what the cluster is for has ended.
actor FlinkFollower {
  /// What a cluster is for, and so when it ends.
  enum Purpose: Sendable, Equatable {
    /// It never ends by itself.
    case session
    /// With the one job.
    case singleJob
    /// With the application.
    case application
  }

  private let purpose: Purpose
  private let client: LoopbackClient
  private let events: EventLog
  private let ports: ClusterPortNumbers
  private let gate: SubmissionGate
  private let wakeup: Wakeup
  private let log: Mutex<ApplicationLog>
  private var view = ClusterView()
  private var failures: [JobID: Failure] = [:]
  /// Whether this Flink knows applications; nil until it was asked.
  private var knowsApplications: Bool?
  private let patienceEnd = ContinuousClock.now + .seconds(60)

  init(
    _ purpose: Purpose, client: LoopbackClient, ports: ClusterPortNumbers, gate: SubmissionGate, events: EventLog
  ) {
    self.purpose = purpose
    self.client = client
    self.ports = ports
    self.gate = gate
    self.events = events
    wakeup = Wakeup()
    log = Mutex(ApplicationLog())
  }

  /// A message of the JobManager's log: mostly a hint that something has changed.
  nonisolated func heard(_ line: LogLine) {
    log.withLock { $0.observe(line) }
    if line.logger.hasPrefix("org.apache.flink.") { wakeup.poke() }
  }

  /// Done once Flink's REST API answers.
  nonisolated let ready = Completion<Void>()

  /// Somebody asked for something by REST.
  nonisolated func heardRequest() { wakeup.poke() }

  /// Follows until the end, or until the calling task is cancelled.
  /// - Returns: nil where it was cancelled.
  func run() async -> ApplicationResult? {
    await waitForRest()
    var pace = PollPace()
    var isPoked = false
    while !Task.isCancelled {
      let isNews = await look()
      if let result = await end() { return result }
      let interval = pace.next(isNews: isNews || isPoked, isExpecting: isExpecting)
      isPoked = await wakeup.wait(minimum: PollPace.minimum, limit: interval)
    }
    return nil
  }

  /// A cluster that goes on without what it waits for is not worth the work for ever.
  private var isExpecting: Bool {
    guard .now < patienceEnd else { return false }
    return view.taskManagers.isEmpty || (purpose != .session && view.jobs.isEmpty)
  }

  private func waitForRest() async {
    while !Task.isCancelled, await client.get("/overview")?.status != 200 {
      try? await Task.sleep(for: PollPace.knocking)
    }
    guard !Task.isCancelled else { return }
    ready.complete(())
    events.report(.listening(port: ports.rpc, blobPort: ports.blob))
    if let rest = ports.rest { events.report(.restListening(port: rest)) }
  }

  /// - Returns: whether there was something new.
  private func look() async -> Bool {
    var isNews = false
    if let list = await client.get("/taskmanagers", as: TaskManagersBody.self) {
      for event in view.observe(list.taskmanagers) {
        isNews = true
        events.report(event)
      }
    }
    if let list = await client.get("/jobs/overview", as: JobsOverview.self) {
      for job in view.changes(in: list.jobs) {
        isNews = true
        await report(job)
      }
    }
    for job in view.jobsWithoutSlots(now: Self.milliseconds) { await reportWaiting(job) }
    return isNews
  }

  private func report(_ job: JobSummary) async {
    gate.close()
    if [.failed, .failing, .restarting].contains(job.state) { failures[job.id] = await failure(of: job) }
    let failure = job.state == .finished || job.state == .running ? nil : failures[job.id]
    events.report(.jobStatusChanged(jobID: job.id, name: job.name, status: job.state, failure: failure))
  }

  private func failure(of job: JobSummary) async -> Failure? {
    await client.get("/jobs/\(job.id)/exceptions", as: ExceptionsBody.self)?.stackTrace?.failure() ?? failures[job.id]
  }

  private func reportWaiting(_ job: JobSummary) async {
    guard let details = await client.get("/jobs/\(job.id)", as: JobVerticesBody.self) else { return }
    events.report(.slotsMissing(job: job.name, required: details.requiredSlots, available: view.slots))
  }

  // MARK: the end

  private func end() async -> ApplicationResult? {
    switch purpose {
    case .session: nil
    case .singleJob: jobEnd()
    case .application: await applicationEnd()
    }
  }

  private func jobEnd() -> ApplicationResult? {
    guard !view.jobs.isEmpty, view.isQuiet else { return nil }
    let results = results()
    let last = results.first
    return ApplicationResult(
      status: last.map { ApplicationStatus($0.status) } ?? .unknown, jobs: results, failure: last?.failure)
  }

  private func applicationEnd() async -> ApplicationResult? {
    guard let end = await applicationStatus() else { return nil }
    // Jobs' states may lag behind that of their application.
    for _ in 0..<50 where !view.isQuiet {
      _ = await look()
      try? await Task.sleep(for: PollPace.minimum)
    }
    let failure = end.status == .failed ? end.failure ?? results().compactMap(\.failure).first : nil
    return ApplicationResult(status: end.status, jobs: results(), failure: failure)
  }

  /// What the log has told of the application's end, for a JVM that was gone before anybody could ask it.
  func loggedEnd() -> ApplicationResult? {
    guard let end = log.withLock({ $0.end }) else { return nil }
    return ApplicationResult(status: end.status, jobs: results(), failure: end.failure)
  }

  private func applicationStatus() async -> ApplicationLog.End? {
    guard knowsApplications ?? true else { return log.withLock { $0.end } }
    guard let answer = await client.get("/applications/overview") else { return nil }
    knowsApplications = answer.status != 404
    guard let overview = answer.decoded(as: ApplicationsOverview.self),
      let application = overview.applications.first, let status = application.end
    else { return nil }
    let path = "/applications/\(application.id)/exceptions"
    let trace = status == .failed ? await client.get(path, as: ExceptionsBody.self)?.stackTrace : nil
    return ApplicationLog.End(status: status, failure: trace?.failure())
  }

  private func results() -> [JobResult] {
    view.results(failures: failures).map { result in
      var result = result
      if result.status == .finished { result.failure = nil }
      return result
    }
  }

  private static var milliseconds: Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
  }
}

/// The ports that a JobManager's container has open.
struct ClusterPortNumbers: Sendable, Equatable {
  var rpc: Int
  var blob: Int
  /// nil where nobody may enter by REST.
  var rest: Int?
}
