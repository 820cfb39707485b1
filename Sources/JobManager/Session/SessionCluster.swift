public import ChildProcess
public import ControlPlane
public import DreyModel

/// The JobManager of a session cluster: it accepts jobs by REST until it is told to stop.
public struct SessionCluster: Sendable {
  /// The ports it has opened.
  public struct Ports: Sendable {
    /// For TaskManagers.
    public var rpc: Int
    /// For artifacts.
    public var blob: Int
    /// For clients.
    public var rest: Int
  }

  private let configuration: SessionConfiguration
  private let events: EventLog
  private let dispatcher: Dispatcher
  private let store: ArtifactStore
  private let jobs: FileJobStore

  /// - Parameter events: where it reports.
  public init(_ configuration: SessionConfiguration, events: EventLog) {
    self.configuration = configuration
    self.events = events
    jobs = FileJobStore(configuration.jobManager, configuration.jobStore, events: events)
    dispatcher = Dispatcher(
      settings: Dispatcher.Settings(
        heartbeats: configuration.jobManager.heartbeats,
        slotRequestTimeout: configuration.jobManager.slotRequestTimeout, applicationArguments: [],
        workerEnvironment: [:],
        session: SessionLimits(queueCapacity: configuration.queueCapacity),
        jobStore: configuration.jobStore.bounded(for: jobs.files.folder),
        submissionCapacity: configuration.jobManager.submissionCapacity, options: configuration.jobManager.options),
      events: events, store: jobs)
    store = ArtifactStore(folder: configuration.uploadFolder, capacity: configuration.uploadCapacity) {
      [dispatcher] in await dispatcher.neededArtifacts
    }
  }

  /// Runs until `DELETE /cluster`, until `interruption` comes or the task is cancelled; then it cancels the jobs and
  /// tells the TaskManagers to exit.
  ///
  /// With `high-availability.storageDir` it first takes up what a JobManager before it left: jobs that had not ended go on,
  /// and the results of those that had are there. An interruption then leaves all of that to the next one, and
  /// `DELETE /cluster` alone ends it.
  /// - Parameter listening: told the ports once all are open.
  /// - Returns: whether a client told it to end.
  /// - Throws: ``Failure`` if the cluster cannot begin, such as for a port that is taken.
  @discardableResult
  public func run(
    interruption: Completion<Void>, listening: @escaping @Sendable (Ports) -> Void = { _ in }
  ) async throws(Failure) -> Bool {
    try Folder.make(configuration.uploadFolder)
    try await store.load()
    let ports = try await ClusterPorts.bind(configuration.jobManager)
    do throws(Failure) { try await recover() } catch {
      await ports.close()
      throw error
    }
    let stop = Completion<Stop>()
    let reason = await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await ports.serve(dispatcher, configuration.jobManager.secret, events) { [store] in await store.path(of: $0) }
      }
      group.addTask {
        // Where the caller is cancelled this comes back as well, and means the same.
        _ = await interruption.valueUnlessCancelled()
        stop.complete(.interrupted)
      }
      group.addTask { await serveClients(ports, stop, listening) }
      group.addTask { await forgetOldJobs() }
      let reason = await stop.value()
      if isLeft(to: reason) { await dispatcher.suspend() } else { await end() }
      group.cancelAll()
      return reason
    }
    if isLeft(to: reason) {
      try? await jobs.settled()
      await jobs.ended()
    } else {
      await jobs.ended()
      await store.removeAll()
      await jobs.removeAll()
    }
    switch reason {
    case .failed(let failure): throw failure
    case .told: return true
    case .interrupted: return false
    }
  }

  /// Why it ends.
  private enum Stop: Sendable {
    /// A client wants the cluster to end.
    case told
    case interrupted
    case failed(Failure)
  }

  /// Whether another JobManager is to go on.
  private func isLeft(to reason: Stop) -> Bool {
    if case .told = reason { false } else { jobs.isForRecovery }
  }

  private func recover() async throws(Failure) {
    let found = try await jobs.recover()
    try await jobs.began(found)
    await dispatcher.remember(found)
    for (job, why) in found.lost { await dispatcher.giveUp(job, why) }
    for job in found.running {
      if let refusal = RepeatedDeaths.refusal(of: job) {
        await dispatcher.giveUp(job, refusal)
        continue
      }
      guard await store.path(of: job.artifact.sha256) != nil else {
        let name = job.artifact.sha256.prefix(12)
        await dispatcher.giveUp(
          job, Failure(.infrastructure, "its executable \(name) is no longer in the upload folder"))
        continue
      }
      await dispatcher.resume(job)
    }
  }

  /// Ended jobs are also forgotten because of their age, and not only when others end.
  private func forgetOldJobs() async {
    let interval = min(max(configuration.jobStore.expiration / 10, 100), 60_000)
    while !Task.isCancelled {
      await dispatcher.forgetOldJobs()
      try? await Task.sleep(for: .milliseconds(interval))
    }
  }

  private func serveClients(
    _ ports: ClusterPorts, _ stop: Completion<Stop>, _ listening: @escaping @Sendable (Ports) -> Void
  ) async {
    let api = RestAPI(settings: RestSettings(configuration), dispatcher: dispatcher, store: store, events: events) {
      stop.complete(.told)
    }
    let failure = await RestServer(api: api).run { [events] port in
      events.report(.listening(port: ports.rpc, blobPort: ports.blob))
      events.report(.restListening(port: port))
      listening(Ports(rpc: ports.rpc, blob: ports.blob, rest: port))
    }
    stop.complete(failure.map(Stop.failed) ?? .interrupted)
  }

  /// Ends jobs within about 1.5 s, and then the TaskManagers.
  private func end() async {
    await dispatcher.cancelJobs(Failure(.cancelled, "the session was told to stop"))
    await dispatcher.waitForJobs(within: .seconds(1))
    await dispatcher.giveUpJobs()
    await dispatcher.settleStorage(within: .seconds(1))
    await dispatcher.shutDownTaskManagers(within: .milliseconds(500))
  }
}
