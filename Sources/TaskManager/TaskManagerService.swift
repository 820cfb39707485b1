public import ChildProcess
public import ControlPlane
public import DreyModel

typealias JobManagerSession = Session<JobManagerMessage, TaskManagerMessage>

/// A TaskManager: it offers slots to one JobManager and runs workers for it.
public struct TaskManagerService: Sendable {
  private let configuration: TaskManagerConfiguration
  private let events: EventLog
  private let records: RecordOutput?

  /// - Parameters:
  ///   - events: where it reports.
  ///   - standardOutput: where its workers' records go under `taskmanager.stdout.job-id`.
  public init(_ configuration: TaskManagerConfiguration, events: EventLog, standardOutput: Int32 = 1) {
    self.configuration = configuration
    self.events = events
    records = configuration.tagsRecords ? RecordOutput(standardOutput) : nil
  }

  /// Registers and serves until the JobManager says that the cluster ends.
  ///
  /// No worker process is left when this returns or throws.
  /// - Throws: ``Failure``: `infrastructure` where the JobManager cannot be reached or is lost, `cancelled` where
  ///   `interruption` came.
  public func run(interruption: Completion<Void>) async throws(Failure) {
    let outcome = await withTaskGroup(of: Failure?.self) { group in
      group.addTask { await serve() }
      group.addTask {
        await interruption.valueUnlessCancelled() == nil
          ? nil : Failure(.cancelled, "the TaskManager was told to stop")
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
    if let outcome { throw outcome }
  }

  private func serve() async -> Failure? {
    var delay = RetryDelay()
    let deadline = ContinuousClock.now + .milliseconds(configuration.registrationTimeout)
    while true {
      switch await attempt() {
      case .over(let failure): return failure
      case .notYet(let reason):
        let wait = delay.take()
        guard ContinuousClock.now + wait < deadline, !Task.isCancelled else { return unreachable(reason) }
        try? await Task.sleep(for: wait)
      }
    }
  }

  private func attempt() async -> RegistrationAttempt {
    do {
      return try await Dialer.connect(host: configuration.jobManagerHost, port: configuration.jobManagerPort) {
        await converse($0)
      }
    } catch {
      return .notYet(reason: "\(error)")
    }
  }

  private func converse(_ channel: FrameChannel) async -> RegistrationAttempt {
    do {
      try await channel.authenticateAsClient(configuration.secret)
    } catch {
      guard !error.isTransient else { return .notYet(reason: "\(error)") }
      return .over(Failure(.infrastructure, "the JobManager at \(address) is not to be worked with: \(error)"))
    }
    let session = JobManagerSession(channel, inbound: JobManagerMessage.self, outbound: TaskManagerMessage.self)
    let executor = TaskExecutor(configuration, session: session, events: events, records: records)
    session.send(.register(configuration.registration))
    let end = await session.run { await executor.receive($0) }
    await executor.endWorkers()
    return await executor.verdict(on: end, address: address)
  }

  private var address: String { "\(configuration.jobManagerHost):\(configuration.jobManagerPort)" }

  private func unreachable(_ reason: String) -> Failure {
    Failure(
      .infrastructure,
      "no JobManager at \(address) within \(configuration.registrationTimeout) ms: \(reason)",
      advice: "Check that it runs, and jobmanager.rpc.address and jobmanager.rpc.port.")
  }
}
