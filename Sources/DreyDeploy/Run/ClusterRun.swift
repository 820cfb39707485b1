import DockerEngine
import DreyModel

/// One cluster that ends with its work, from its plan to its removal.
struct ClusterRun: Sendable {
  let layout: ClusterLayout
  let engine: DockerEngine
  /// How the watchdog finds the engine.
  let environment: [String: String]
  let timeout: Duration?
  let observer: any RunObserver
  let clock: PhaseClock
  /// Labels everything that this run makes.
  let runID = JobID.random().hex

  /// What it does to bring the cluster up.
  func plan() async throws -> Plan<DockerOperation> {
    try DockerPlanner(runID: runID).plan(layout, observed: try await ObservedEngine.observe(engine))
  }

  /// Runs it to its end. Where the calling task is cancelled, the run is interrupted and the cluster removed.
  /// - Throws: what goes wrong before anything is made.
  func run() async throws -> RunOutcome {
    clock.begin(.create)
    let plan = try await plan()
    let watchdog = try Watchdog.start(runID: runID, environment: environment)
    let outcome = await deploy(plan)
    return await remove(watchdog, outcome)
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

  /// Not ended by a cancellation: what was made must go.
  private func remove(_ watchdog: Watchdog, _ outcome: RunOutcome) async -> RunOutcome {
    clock.begin(.remove)
    let removal = ClusterRemoval(engine: engine, label: Label.run, value: runID)
    do {
      try await Task { try await removal.removeAll() }.value
      await watchdog.dismiss()
      observer.progress(.remove, "nothing is left but the images")
      return outcome
    } catch {
      // The watchdog sees the end of this process and goes on trying.
      var failed = outcome
      let what = "cluster \(layout.name) is not removed yet: \(error)"
      failed.failure = outcome.failure ?? Failure(.infrastructure, what)
      failed.failure?.advice =
        "\(what)\nA process in the background removes it as soon as the engine answers, "
        + "for 10 minutes; after that: docker rm -f $(docker ps -aq --filter label=\(Label.run)=\(runID))"
      if failed.exitCode == .finished { failed.exitCode = .infrastructure }
      return failed
    }
  }
}
