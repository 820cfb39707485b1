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

  /// - Parameter events: where it reports.
  public init(_ configuration: SessionConfiguration, events: EventLog) {
    self.configuration = configuration
    self.events = events
    dispatcher = Dispatcher(
      settings: Dispatcher.Settings(
        heartbeats: configuration.jobManager.heartbeats,
        slotRequestTimeout: configuration.jobManager.slotRequestTimeout, applicationArguments: [],
        workerEnvironment: [:],
        session: SessionLimits(
          queueCapacity: configuration.queueCapacity, jobStoreCapacity: configuration.jobStoreCapacity),
        options: configuration.jobManager.options),
      events: events)
    store = ArtifactStore(folder: configuration.uploadFolder, capacity: configuration.uploadCapacity)
  }

  /// Runs until `DELETE /cluster`, until `interruption` comes or the task is cancelled; then it cancels the jobs and
  /// tells the TaskManagers to exit.
  /// - Parameter listening: told the ports once all are open.
  /// - Throws: ``Failure`` where the cluster cannot begin, such as for a port that is taken.
  public func run(
    interruption: Completion<Void>, listening: @escaping @Sendable (Ports) -> Void = { _ in }
  ) async throws(Failure) {
    try Folder.make(configuration.uploadFolder)
    let ports = try await ClusterPorts.bind(configuration.jobManager)
    let stop = Completion<Failure?>()
    let failure = await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await ports.serve(dispatcher, configuration.jobManager.secret, events) { [store] in await store.path(of: $0) }
      }
      group.addTask {
        // Where the caller is cancelled this comes back as well, and means the same.
        _ = await interruption.valueUnlessCancelled()
        stop.complete(nil)
      }
      group.addTask { await serveClients(ports, stop, listening) }
      let failure = await stop.value()
      await end()
      group.cancelAll()
      return failure
    }
    await store.removeAll()
    if let failure { throw failure }
  }

  private func serveClients(
    _ ports: ClusterPorts, _ stop: Completion<Failure?>, _ listening: @escaping @Sendable (Ports) -> Void
  ) async {
    let api = RestAPI(configuration: configuration, dispatcher: dispatcher, store: store, events: events) {
      stop.complete(nil)
    }
    let failure = await RestServer(api: api).run { [events] port in
      events.report(.listening(port: ports.rpc, blobPort: ports.blob))
      events.report(.restListening(port: port))
      listening(Ports(rpc: ports.rpc, blob: ports.blob, rest: port))
    }
    stop.complete(failure)
  }

  /// Ends jobs within about 1.5 s, and then the TaskManagers.
  private func end() async {
    await dispatcher.cancelJobs(Failure(.cancelled, "the session was told to stop"))
    _ = await dispatcher.results(within: .seconds(1))
    await dispatcher.giveUpJobs()
    await dispatcher.settleStorage(within: .seconds(1))
    await dispatcher.shutDownTaskManagers(within: .milliseconds(500))
  }
}
