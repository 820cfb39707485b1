import ChildProcess
import ControlPlane
import DreyModel

/// Does what the JobManager says: starts and ends the workers of jobs.
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

  /// - Parameter records: where its workers' records go, each with its job; nil: they write them themselves.
  init(
    _ configuration: TaskManagerConfiguration, session: JobManagerSession, events: EventLog, records: RecordOutput?
  ) {
    self.configuration = configuration
    self.session = session
    self.events = events
    self.records = records
    artifacts = ArtifactCache(
      folder: configuration.artifactFolder, secret: configuration.secret, host: configuration.jobManagerHost,
      port: configuration.blobPort)
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

  /// Ends all workers and waits until they are gone.
  func endWorkers() async {
    let running = workers.values.map(\.task)
    for task in running { task.cancel() }
    for task in running { await task.value }
  }

  /// What the conversation's end means.
  func verdict(on end: ConnectionEnd, address: String) -> RegistrationAttempt {
    if let refusal { return .over(refusal) }
    if isShutDown { return .over(nil) }
    guard isRegistered else { return .notYet(reason: "\(end)") }
    return .over(Failure(.infrastructure, "lost the JobManager at \(address): \(end)"))
  }

  private func start(_ launch: WorkerLaunch) {
    let key = WorkerKey(jobID: launch.deployment.jobID, attempt: launch.deployment.attempt)
    guard workers[key] == nil else { return }
    let worker = Worker(launch, environment: configuration.workerEnvironment, events: events, records: records) {
      [session] report in
      session.send(.report(key.jobID, attempt: key.attempt, report))
    }
    let task = Task { [artifacts] in
      let end = await worker.run { () async throws(Failure) in try await artifacts.path(of: launch.artifact) }
      self.ended(key, end)
    }
    workers[key] = Running(worker: worker, task: task)
  }

  private func ended(_ key: WorkerKey, _ end: WorkerEnd) {
    workers[key] = nil
    session.send(.workerEnded(key.jobID, attempt: key.attempt, end))
  }
}
