public import DreyModel

/// The start of a session cluster, which stays when the client that started it ends.
public struct SessionStart: DeploymentRun {
  let spec: ClusterSpec
  let target: TargetName
  private let timeToLive: Duration?
  let limit: Duration
  private let postMortem: PostMortemPlace
  let environment: [String: String]
  let observer: any RunObserver
  private let clock = PhaseClock()

  /// How long a start may take that says nothing of it.
  public static let defaultLimit: Duration = .seconds(60)

  /// - Parameters:
  ///   - spec: a validated one.
  ///   - timeToLive: how long after its creation anybody may remove the session; nil: it never expires.
  ///   - limit: how long it may take until all TaskManagers have registered.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where drey's runtime is not installed.
  public init(
    spec: ClusterSpec, target: TargetName, timeToLive: Duration? = nil, limit: Duration = Self.defaultLimit,
    postMortem: PostMortemPlace = .none, environment: [String: String], observer: any RunObserver
  ) throws(Failure) {
    self.spec = spec
    self.target = target
    self.timeToLive = timeToLive
    self.limit = limit
    self.postMortem = postMortem
    self.environment = environment
    self.observer = observer
    _ = try RuntimeFiles.locate(environment: environment)
  }

  /// Returns what it does on its target, one line per operation. Makes nothing.
  public func plan() async throws -> PlanReport {
    try await Targets.with(target, environment: environment) { target in
      let images = try await images(on: target, making: false)
      return try await plan(images, on: target, run: JobID.random().hex, now: ClusterLifetime.now()).cluster.plan
        .building(images.missing)
    }
  }

  /// Starts it and waits until it can take jobs. Where that fails, or the calling task is cancelled, nothing is left.
  public func run() async -> RunOutcome {
    var outcome: RunOutcome
    do {
      clock.begin(.images)
      outcome = try await Targets.with(target, environment: environment) { try await start(on: $0) }
    } catch {
      outcome = RunOutcome(Failure(ofRun: error))
    }
    clock.begin(nil)
    outcome.durations = clock.durations
    return outcome
  }

  private func images(on target: any Target, making: Bool) async throws -> ClusterImages {
    observer.warn(spec.warnings + (try await target.check(spec)))
    return try await target.images(for: nil, on: spec.engine, making: making, observer: observer)
  }

  private func plan(
    _ images: ClusterImages, on target: any Target, run: String, now: Int
  ) async throws -> (layout: ClusterLayout, cluster: any PlannedCluster) {
    clock.begin(.create)
    let layout = try SessionMode().layout(of: spec, images: images)
    let lifetime = ClusterLifetime(
      created: now, expires: timeToLive.map { now + Int($0.components.seconds) }, mayStay: true)
    return (layout, try await target.plan(layout, run: run, lifetime: lifetime))
  }

  private func start(on target: any Target) async throws -> RunOutcome {
    let (run, now) = (JobID.random().hex, ClusterLifetime.now())
    let (layout, cluster) = try await plan(try await images(on: target, making: true), on: target, run: run, now: now)
    let watchdog = try Watchdog.start(runID: run, target: self.target, environment: environment)
    let outcome = await deploy(cluster, layout, run, on: target)
    guard outcome.exitCode == .finished else {
      clock.begin(.remove)
      return await RunEnding(
        target: target, runID: run, spec: spec, policy: RunPolicy(postMortem: postMortem), environment: environment,
        observer: observer
      ).end(outcome, plan: cluster.plan.description, layout: layout, created: now, watchdog: watchdog)
    }
    // From here on it stays, whatever becomes of this process.
    await watchdog.dismiss()
    return outcome
  }

  private func deploy(
    _ cluster: any PlannedCluster, _ layout: ClusterLayout, _ run: String, on target: any Target
  ) async -> RunOutcome {
    let deadline = ContinuousClock.now + limit
    do {
      observer.progress(.create, cluster.summary)
      try await cluster.create {
        clock.begin(.start)
      } doing: { [observer] in
        observer.detail(.create, $0)
      }
      try await SessionStarter(
        cluster: cluster, layout: layout, limit: limit, deadline: deadline, observer: observer
      ).awaitReadiness()
      try await SessionEntrance(run: run, target: target).check()
      return RunOutcome(exitCode: .finished)
    } catch {
      return RunOutcome(Failure(ofRun: error))
    }
  }
}
