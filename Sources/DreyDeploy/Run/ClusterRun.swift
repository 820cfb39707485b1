import DockerEngine
import DreyModel

/// One cluster that ends with its work, from its plan to its removal, or to being kept.
struct ClusterRun: Sendable {
  let spec: ClusterSpec
  let layout: ClusterLayout
  let engine: DockerEngine
  /// How the watchdog finds the engine.
  let environment: [String: String]
  let timeout: Duration?
  let policy: RunPolicy
  let observer: any RunObserver
  let clock: PhaseClock
  /// Labels everything that this run makes.
  let runID = JobID.random().hex

  /// What it does to bring the cluster up.
  func plan() async throws -> Plan<DockerOperation> {
    let lifetime = policy.lifetime(at: ClusterLifetime.now(), client: ClientIdentity.current, timeout: timeout)
    return try DockerPlanner(runID: runID, lifetime: lifetime)
      .plan(layout, observed: try await ObservedEngine.observe(engine))
  }

  /// Runs it to its end. Where the calling task is cancelled, the run is interrupted and the cluster removed.
  /// - Throws: what goes wrong before anything is made.
  func run() async throws -> RunOutcome {
    clock.begin(.create)
    let plan = try await plan()
    let watchdog = try Watchdog.start(runID: runID, environment: environment)
    let outcome = await deploy(plan)
    clock.begin(.remove)
    return await RunEnding(
      engine: engine, runID: runID, spec: spec, policy: policy, environment: environment, observer: observer
    ).end(outcome, plan: plan, layout: layout, watchdog: watchdog)
  }

  /// Creates, starts and follows; from here on there is something to remove, so this does not throw.
  private func deploy(_ plan: Plan<DockerOperation>) async -> RunOutcome {
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
}
