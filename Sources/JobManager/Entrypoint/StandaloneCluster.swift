public import ChildProcess
public import ControlPlane
public import DreyModel
import NIOPosix

/// The JobManager of a cluster that ends with its work: one application's `main()`, or one job of a `main()` that runs on
/// the client.
public struct StandaloneCluster: Sendable {
  private let configuration: StandaloneConfiguration
  private let events: EventLog
  private let dispatcher: Dispatcher
  private let jobs: FileJobStore
  private let unread = UnreadOperations()

  /// - Parameter events: where it reports.
  public init(_ configuration: StandaloneConfiguration, events: EventLog) {
    self.configuration = configuration
    self.events = events
    jobs = FileJobStore(configuration.jobManager, configuration.jobStore, events: events)
    dispatcher = Dispatcher(
      settings: Dispatcher.Settings(
        heartbeats: configuration.jobManager.heartbeats,
        slotRequestTimeout: configuration.jobManager.slotRequestTimeout, applicationArguments: configuration.arguments,
        workerEnvironment: configuration.workerEnvironment,
        jobStore: configuration.jobStore.bounded(for: jobs.files.folder),
        submissionCapacity: configuration.jobManager.submissionCapacity, options: configuration.jobManager.options),
      events: events, store: jobs)
  }

  /// Runs until the work has ended, `interruption` comes or the task is cancelled, and tells the TaskManagers to exit.
  ///
  /// Where a JobManager before it left something, main() is run again, and has its jobs as they were; what had ended is
  /// not run again.
  /// - Parameter listening: told the port for TaskManagers and the port for artifacts once both are open.
  /// - Throws: ``Failure`` where the cluster cannot begin, such as for a port that is taken.
  public func run(
    interruption: Completion<Void>, listening: @escaping @Sendable (_ rpc: Int, _ blob: Int) -> Void = { _, _ in }
  ) async throws(Failure) -> ApplicationResult {
    let earlier = try await recover()
    let ports = try await ClusterPorts.bind(configuration.jobManager)
    events.report(.listening(port: ports.rpc, blobPort: ports.blob))
    listening(ports.rpc, ports.blob)
    return await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await ports.serve(dispatcher, configuration.jobManager.secret, events) {
          [path = configuration.application] sha256 in
          await dispatcher.artifact?.sha256 == sha256 ? path : nil
        }
      }
      if let path = configuration.restSocket { group.addTask { await serveClients(path, interruption) } }
      let result = if let earlier { earlier } else { await runApplication(interruption) }
      await dispatcher.settleStorage(within: .seconds(2))
      await keep(result)
      events.report(.applicationEnded(result))
      await dispatcher.shutDownTaskManagers(within: .milliseconds(result.status == .canceled ? 500 : 3000))
      await unread.allRead(within: .seconds(3))
      // Those that wait for a JobManager come within half a second, and are told that this one is the last.
      if earlier != nil { try? await Task.sleep(for: .seconds(1)) }
      group.cancelAll()
      return result
    }
  }

  /// - Returns: how the work has ended already, if it has; then it is not run again.
  private func recover() async throws(Failure) -> ApplicationResult? {
    let found = try await jobs.recover()
    try await jobs.began(found)
    let options = configuration.jobManager.options
    let decision = StandaloneRecovery(found) { job in
      let settings = try? CheckpointSettings(job.submission.configuration.merged(over: options))
      return settings?.interval != nil
    }
    switch decision {
    case .begin: return nil
    case .ended(let result): return result
    case .refuse(let failure):
      await dispatcher.remember(found)
      return ApplicationResult(
        status: .failed, jobs: await dispatcher.results(hasRecords: false).jobs, failure: failure)
    case .resume(let running):
      events.log(
        source: "recovery",
        "the JobManager was started again: \(running.count) jobs are resumed, \(found.ended.count) had ended")
      await dispatcher.remember(found)
      await dispatcher.expect(running)
      return nil
    }
  }

  private func keep(_ result: ApplicationResult) async {
    jobs.ended(result)
    // What cannot be kept has been told.
    try? await jobs.settled()
    await jobs.ended()
    if !jobs.isForRecovery { await jobs.removeAll() }
  }

  /// For whoever gets into the container. That it does not work ends nothing.
  private func serveClients(_ path: String, _ interruption: Completion<Void>) async {
    var problem: Failure?
    do throws(Failure) {
      let socket = try SocketFile(path)
      let settings = RestSettings(socket: socket.bindPath, of: configuration.jobManager)
      let api = RestAPI(settings: settings, dispatcher: dispatcher, store: nil, events: events, unread: unread) {
        interruption.complete(())
      }
      problem = await RestServer(api: api).run()
      socket.close()
    } catch { problem = error }
    if let problem { events.log(.warn, source: "rest", "\(problem)") }
  }

  private func runApplication(_ interruption: Completion<Void>) async -> ApplicationResult {
    let application = Task { await prepareAndRun() }
    let isInterrupted = await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        _ = await application.value
        return false
      }
      group.addTask {
        // Where the caller is cancelled this comes back as well, and means the same.
        _ = await interruption.valueUnlessCancelled()
        return true
      }
      let first = await group.next() ?? false
      if first { await interrupt(application) }
      group.cancelAll()
      return first
    }
    var result = await application.value
    if isInterrupted {
      result.status = .canceled
      result.failure = Self.interrupted
    }
    return result
  }

  private static let interrupted = Failure(.cancelled, "the JobManager was told to stop")

  /// Ends jobs and `main()` within about 1.5 s.
  private func interrupt(_ application: Task<ApplicationResult, Never>) async {
    await dispatcher.cancelJobs(Self.interrupted)
    await dispatcher.waitForJobs(within: .seconds(1))
    await dispatcher.giveUpJobs()
    application.cancel()
  }

  private func prepareAndRun() async -> ApplicationResult {
    do {
      let path = configuration.application
      let artifact = try await NIOThreadPool.singleton.runIfActive { try ContentHash.artifact(ofFile: path) }
      await dispatcher.use(artifact)
    } catch {
      return ApplicationResult(status: .failed, jobs: [], failure: Failure(error, domain: .infrastructure))
    }
    return await jobSource.run()
  }

  private var jobSource: any JobSource {
    if let job = configuration.job { return JobGraphFile(job: job, dispatcher: dispatcher) }
    return Application(
      path: configuration.application, arguments: configuration.arguments,
      environment: configuration.applicationEnvironment, dispatcher: dispatcher, events: events)
  }
}
