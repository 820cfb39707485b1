import ChildProcess
import ControlPlane
import DreyModel

/// Does what one JobManager says, as long as the connection lasts: starts and ends the workers of jobs.
actor TaskExecutor {
  private let configuration: TaskManagerConfiguration
  private let session: JobManagerSession
  private let events: EventLog
  private let artifacts: ArtifactCache
  private let records: RecordOutput?
  private var workers: [WorkerKey: Running] = [:]
  private var isRegistered = false
  private var refusal: Failure?
  private var isShutDown = false

  struct WorkerKey: Hashable, Sendable {
    var jobID: JobID
    var attempt: Int
  }

  private struct Running {
    var worker: Worker
    var task: Task<Void, Never>
  }

  /// - Parameters:
  ///   - artifacts: outlives this, so that another JobManager's executables are fetched once as well.
  ///   - records: where its workers' records go, each with its job; nil: they write them themselves.
  init(
    _ configuration: TaskManagerConfiguration, session: JobManagerSession, events: EventLog, artifacts: ArtifactCache,
    records: RecordOutput?
  ) {
    self.configuration = configuration
    self.session = session
    self.events = events
    self.artifacts = artifacts
    self.records = records
  }

  /// A message of the JobManager.
  func receive(_ message: JobManagerMessage) {
    switch message {
    case .registered(let heartbeats):
      isRegistered = true
      session.startHeartbeats(heartbeats, sending: .heartbeat)
    case .refused(let failure):
      refusal = failure
      session.finish()
    case .heartbeat: break
    case .launch(let launch): start(launch)
    case .start(let job, let attempt, let peers):
      workers[WorkerKey(jobID: job, attempt: attempt)]?.worker.send(.start(peers: peers))
    case .command(let job, let attempt, let command):
      workers[WorkerKey(jobID: job, attempt: attempt)]?.worker.send(command)
    case .cancel(let job, let attempt): workers[WorkerKey(jobID: job, attempt: attempt)]?.task.cancel()
    case .shutdown:
      isShutDown = true
      session.finish()
    }
  }

  /// Ends the conversation where the JobManager has not answered the registration by then.
  func dropUnlessRegistered(within limit: Duration) async {
    try? await Task.sleep(for: limit)
    guard !Task.isCancelled, !isRegistered, refusal == nil, !isShutDown else { return }
    session.drop()
  }

  /// Ends all workers and waits until they are gone.
  func endWorkers() async {
    let running = workers.values.map(\.task)
    for task in running { task.cancel() }
    for task in running { await task.value }
  }

  /// What the conversation's end means.
  func verdict(on end: ConnectionEnd) -> RegistrationAttempt {
    if let refusal { return .over(refusal) }
    if isShutDown { return .over(nil) }
    return isRegistered ? .lost(reason: "\(end)") : .notYet(reason: "\(end)")
  }

  private func start(_ launch: WorkerLaunch) {
    let key = WorkerKey(jobID: launch.deployment.jobID, attempt: launch.deployment.attempt)
    guard workers[key] == nil else { return }
    let worker = Worker(launch, environment: configuration.workerEnvironment, events: events, records: records) {
      [session] report in
      await session.sendWhenRoom(.report(key.jobID, attempt: key.attempt, report))
    }
    let task = Task { [artifacts] in
      let end = await artifacts.use(launch.artifact) { await worker.run(artifact: $0) }
      self.ended(key, end)
    }
    workers[key] = Running(worker: worker, task: task)
  }

  private func ended(_ key: WorkerKey, _ end: WorkerEnd) {
    workers[key] = nil
    session.send(.workerEnded(key.jobID, attempt: key.attempt, end))
  }
}
