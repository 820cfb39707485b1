public import ChildProcess
public import ControlPlane
public import DreyModel

typealias JobManagerSession = Session<JobManagerMessage, TaskManagerMessage>

/// A TaskManager: it offers slots to one JobManager at a time and runs workers for it.
public struct TaskManagerService: Sendable {
  private let configuration: TaskManagerConfiguration
  private let events: EventLog
  private let records: RecordOutput?
  private let artifacts: ArtifactCache

  /// - Parameters:
  ///   - events: where it reports.
  ///   - standardOutput: where its workers' records go under `taskmanager.stdout.job-id`.
  public init(_ configuration: TaskManagerConfiguration, events: EventLog, standardOutput: Int32 = 1) {
    self.configuration = configuration
    self.events = events
    records = configuration.tagsRecords ? RecordOutput(standardOutput) : nil
    artifacts = ArtifactCache(
      folder: configuration.artifactFolder, secret: configuration.secret, host: configuration.jobManagerHost,
      port: configuration.blobPort)
  }

  /// Registers and serves until the JobManager says that the cluster ends. Where the JobManager is lost, its workers are
  /// ended, and another one at the same address is waited for, for `taskmanager.registration.timeout`.
  ///
  /// No worker process is left when this returns or throws.
  /// - Throws: ``Failure``: `infrastructure` where no JobManager can be reached any more, or the one there is
  ///   refuses it; `cancelled` where `interruption` came.
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
    let epoch = ContinuousClock.now
    var patience = RegistrationPatience(address: address, limit: configuration.registrationTimeout, now: .zero)
    while true {
      let attempt = await attempt()
      if case .lost(let reason) = attempt, !Task.isCancelled { tellOfLoss(reason) }
      switch patience.decide(attempt, at: ContinuousClock.now - epoch) {
      case .end(let failure): return failure
      case .tryAgain(let wait):
        try? await Task.sleep(for: wait)
        // Whoever cancelled this has said why.
        if Task.isCancelled { return nil }
      }
    }
  }

  private func tellOfLoss(_ reason: String) {
    events.log(
      .warn, source: "taskmanager",
      "lost the JobManager at \(address): \(reason); its workers have been ended, and for"
        + " \(configuration.registrationTimeout) ms it is tried to register again")
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
    let executor = TaskExecutor(
      configuration, session: session, events: events, artifacts: artifacts, records: records)
    session.send(.register(configuration.registration))
    let guardian = Task { await executor.dropUnlessRegistered(within: Self.registrationLimit) }
    let end = await session.run { await executor.receive($0) }
    guardian.cancel()
    await executor.endWorkers()
    return await executor.verdict(on: end)
  }

  /// How long a JobManager may take to answer a registration; one that does not is as good as gone.
  private static let registrationLimit = Duration.seconds(10)

  private var address: String { "\(configuration.jobManagerHost):\(configuration.jobManagerPort)" }
}
