import ChildProcess
import DreyModel
import JobManagerClient

/// One cluster that ends with its work, from its plan to its removal, or to being kept.
struct ClusterRun: Sendable {
  let spec: ClusterSpec
  let layout: ClusterLayout
  let target: any Target
  /// How the watchdog finds the target.
  let environment: [String: String]
  let timeout: Duration?
  let policy: RunPolicy
  let observer: any RunObserver
  let clock: PhaseClock
  /// Labels everything that this run makes.
  let runID = JobID.random().hex

  /// What it does to bring the cluster up.
  func plan() async throws -> any PlannedCluster { try await plan(now: ClusterLifetime.now()) }

  /// Runs it to its end. Where the calling task is cancelled, the run is interrupted and the cluster removed.
  /// - Throws: what goes wrong before anything is made.
  func run() async throws -> RunOutcome {
    clock.begin(.create)
    let now = ClusterLifetime.now()
    let cluster = try await plan(now: now)
    let watchdog = try Watchdog.start(runID: runID, target: type(of: target).name, environment: environment)
    let outcome = await deploy(cluster)
    clock.begin(.remove)
    return await RunEnding(
      target: target, runID: runID, spec: spec, policy: policy, environment: environment, observer: observer
    ).end(outcome, plan: cluster.plan.description, layout: layout, created: now, watchdog: watchdog)
  }

  /// Where the calling task is cancelled, the cluster is followed on while its jobs end as they should.
  private func follow(_ follower: ClusterFollower) async throws -> RunOutcome {
    let following = Task { try await follower.follow() }
    let interruption = Completion<Void>()
    let saving = Task {
      guard await interruption.valueUnlessCancelled() != nil else { return [SavedState]() }
      defer { following.cancel() }
      return await saveStates()
    }
    let end = await withTaskCancellationHandler {
      await following.result
    } onCancel: {
      interruption.complete(())
    }
    guard Task.isCancelled else {
      saving.cancel()
      return try end.get()
    }
    let saved = await saving.value
    do {
      let outcome = try end.get()
      // A job that was stopped has finished, and its cluster with it.
      return outcome.exitCode == .finished ? RunOutcome(interrupted: saved) : outcome
    } catch is CancellationError { return RunOutcome(interrupted: saved) }
  }

  private func saveStates() async -> [SavedState] {
    let name = type(of: target).name
    let snapshot = FinalSnapshot(policy.onInterrupt, of: spec, on: name)
    guard snapshot != .none(advice: nil), let cluster = try? await target.clusters(.run(runID)).first,
      let client = try? await target.jobManagerClient(of: cluster)
    else { return [] }
    defer { client.close() }
    return await GracefulEnd(
      client: client, spec: spec, target: name, snapshot: snapshot, observer: observer
    ).run()
  }

  private func plan(now: Int) async throws -> any PlannedCluster {
    let lifetime = policy.lifetime(at: now, client: ClientIdentity.current, timeout: timeout)
    return try await target.plan(layout, run: runID, lifetime: lifetime)
  }

  /// Creates, starts and follows; from here on there is something to remove, so this does not throw.
  private func deploy(_ cluster: any PlannedCluster) async -> RunOutcome {
    do {
      observer.progress(.create, cluster.summary)
      try await cluster.create {
        clock.begin(.start)
      } doing: { [observer] in
        observer.detail(.create, $0)
      }
      clock.begin(.run)
      return try await follow(ClusterFollower(cluster: cluster, layout: layout, timeout: timeout, observer: observer))
    } catch {
      return RunOutcome(Failure(ofRun: error))
    }
  }
}
