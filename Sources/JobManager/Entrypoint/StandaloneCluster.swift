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

  /// - Parameter events: where it reports.
  public init(_ configuration: StandaloneConfiguration, events: EventLog) {
    self.configuration = configuration
    self.events = events
    dispatcher = Dispatcher(
      settings: Dispatcher.Settings(
        heartbeats: configuration.jobManager.heartbeats,
        slotRequestTimeout: configuration.jobManager.slotRequestTimeout, applicationArguments: configuration.arguments,
        workerEnvironment: configuration.workerEnvironment, options: configuration.jobManager.options),
      events: events)
  }

  /// Runs until the work has ended, `interruption` comes or the task is cancelled, and tells the TaskManagers to exit.
  /// - Parameter listening: told the port for TaskManagers and the port for artifacts once both are open.
  /// - Throws: ``Failure`` where the cluster cannot begin, such as for a port that is taken.
  public func run(
    interruption: Completion<Void>, listening: @escaping @Sendable (_ rpc: Int, _ blob: Int) -> Void = { _, _ in }
  ) async throws(Failure) -> ApplicationResult {
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
      let result = await runApplication(interruption)
      await dispatcher.settleStorage(within: .seconds(2))
      events.report(.applicationEnded(result))
      await dispatcher.shutDownTaskManagers(within: .milliseconds(result.status == .canceled ? 500 : 3000))
      group.cancelAll()
      return result
    }
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
    _ = await dispatcher.results(within: .seconds(1))
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
