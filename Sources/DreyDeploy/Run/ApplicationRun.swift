import DockerEngine
public import DreyModel
import FoundationEssentials

/// One run of an application in a cluster of its own, from the command to nothing left.
public struct ApplicationRun: Sendable {
  let source: ApplicationSource
  let product: String?
  let spec: ClusterSpec
  let timeout: Duration?
  let policy: RunPolicy
  let environment: [String: String]
  let runtime: RuntimeFiles
  let observer: any RunObserver
  let clock = PhaseClock()
  /// Labels everything that this run makes.
  let runID = JobID.random().hex

  /// - Parameter spec: a validated one.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where drey's runtime is not installed.
  public init(
    source: ApplicationSource, product: String? = nil, spec: ClusterSpec, timeout: Duration? = nil,
    policy: RunPolicy = RunPolicy(), environment: [String: String], observer: any RunObserver
  ) throws(Failure) {
    self.source = source
    self.product = product
    self.spec = spec
    self.timeout = timeout
    self.policy = policy
    self.environment = environment
    self.observer = observer
    runtime = try RuntimeFiles.locate(environment: environment)
  }

  /// What a run would do on the engine, once the images are there. Builds the application and the images.
  public func plan() async throws -> Plan<DockerOperation> {
    let engine = try await connect()
    defer { engine.close() }
    return try await plan(on: engine, layout: try await layout(on: engine))
  }

  /// Runs it to its end. Where the calling task is cancelled, the run is interrupted. Either way nothing it made is left
  /// but what the policy keeps, or the failure says what is.
  public func run() async -> RunOutcome {
    var outcome: RunOutcome
    do {
      outcome = try await guardedRun()
    } catch {
      outcome = RunOutcome(Failure(ofRun: error))
    }
    clock.begin(nil)
    outcome.durations = clock.durations
    return outcome
  }

  private func guardedRun() async throws -> RunOutcome {
    clock.begin(.build)
    let engine = try await connect()
    defer { engine.close() }
    let layout = try await layout(on: engine)
    clock.begin(.create)
    let plan = try await plan(on: engine, layout: layout)
    let watchdog = try Watchdog.start(runID: runID, environment: environment)
    let outcome = await deploy(plan, layout, on: engine)
    clock.begin(.remove)
    return await RunEnding(
      engine: engine, runID: runID, spec: spec, policy: policy, environment: environment, observer: observer
    ).end(outcome, plan: plan, layout: layout, watchdog: watchdog)
  }

  /// Creates, starts and follows; from here on there is something to remove, so this does not throw.
  private func deploy(
    _ plan: Plan<DockerOperation>, _ layout: ClusterLayout, on engine: DockerEngine
  ) async -> RunOutcome {
    let cluster = DockerCluster(engine: engine)
    do {
      observer.progress(.create, "cluster \(layout.name): a network and \(layout.members.count) containers")
      try await PlanExecutor<DockerOperation> { operation in
        observer.detail(.create, operation.summary)
        if case .start = operation { clock.begin(.start) }
        // A call that has begun is seen through: an engine may carry out what its client no longer waits for.
        try Task.checkCancellation()
        try await Task { try await cluster.perform(operation) }.value
      }.execute(plan)
      clock.begin(.run)
      return try await ClusterFollower(cluster: cluster, layout: layout, timeout: timeout, observer: observer).follow()
    } catch {
      return RunOutcome(Failure(ofRun: error))
    }
  }

  private func connect() async throws -> DockerEngine {
    try await DockerEngine.reached(environment: environment)
  }

  private func plan(on engine: DockerEngine, layout: ClusterLayout) async throws -> Plan<DockerOperation> {
    let lifetime = policy.lifetime(at: ClusterLifetime.now(), client: ClientIdentity.current, timeout: timeout)
    return try DockerPlanner(runID: runID, lifetime: lifetime)
      .plan(layout, observed: try await ObservedEngine.observe(engine))
  }

  /// The images are built if they must be; nothing else is made.
  private func layout(on engine: DockerEngine) async throws -> ClusterLayout {
    try spec.checkVolumes(on: engine.endpoint)
    let preparation = ImagePreparation(
      source: source, product: product, runtime: runtime, engine: engine, observer: observer, clock: clock)
    return ApplicationMode().layout(of: spec, images: try await preparation.images())
  }
}
