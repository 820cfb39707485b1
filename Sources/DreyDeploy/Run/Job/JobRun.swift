public import DreyModel
import FoundationEssentials
import JobManagerClient

/// One run of an application in job mode: `main()` runs on the client, and every job in a cluster of its own.
public struct JobRun: DeploymentRun {
  private let request: RunRequest

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where `main()` cannot run on this machine.
  public init(_ request: RunRequest) throws(Failure) {
    if case .image(let reference) = request.source {
      throw Failure(
        .usage, "'\(reference)' is an image, but in job mode main() runs on the client",
        advice: "Give the application's package folder or its executable, or use --mode application.")
    }
    self.request = request
  }

  /// The plan for the cluster of a job; each job's is the same. `main()` is not run.
  public func plan() async throws -> PlanReport {
    let target = try await request.connect()
    defer { target.close() }
    let application = try await request.prepare(on: target, making: false)
    let layout = try JobMode(job: []).layout(of: request.spec, images: application.images)
    return try await cluster(request.spec, layout, on: target, clock: PhaseClock()).plan().plan
      .building(application.images.missing)
  }

  public func run() async -> RunOutcome {
    var outcome: RunOutcome
    do { outcome = try await prepareAndSupervise() } catch { outcome = RunOutcome(Failure(ofRun: error)) }
    request.clock.begin(nil)
    outcome.durations = PhaseDuration.sum(request.clock.durations + outcome.durations)
    return outcome
  }

  private func prepareAndSupervise() async throws -> RunOutcome {
    request.clock.begin(.build)
    let target = try await request.connect()
    defer { target.close() }
    let application = try await request.prepare(on: target)
    request.clock.begin(nil)
    try Task.checkCancellation()
    return try await supervise(application, on: target)
  }

  private func supervise(_ application: PreparedApplication, on target: any Target) async throws -> RunOutcome {
    let path = application.executable ?? ""
    try ExecutableFile(path: path).checkRunnableHere(path: path)
    let jobs = RunningJobs()
    let main = try MainProcess(
      executable: path, arguments: request.spec.arguments, parallelism: request.spec.parallelism,
      options: request.spec.options,
      environment: request.environment.merging(request.spec.surroundings.environment) { $1 }, jobs: jobs,
      observer: request.observer)
    request.observer.progress(.run, "main() runs on this machine")
    let supervisor = JobSupervisor(main: main, slots: SlotLimit(request.spec.taskManagers * request.spec.slots)) {
      job in
      try await run(job, of: jobs, images: application.images, on: target)
    }
    return await supervisor.run(timeout: request.timeout)
  }

  private func run(
    _ job: ShippedJob, of jobs: RunningJobs, images: ClusterImages, on target: any Target
  ) async throws -> RunOutcome {
    var spec = request.spec
    spec.name = spec.name.numbered(job.submission.executionIndex + 1)
    let layout = try JobMode(job: Array(try JSONEncoder().encode(job))).layout(of: spec, images: images)
    let clock = PhaseClock()
    let cluster = cluster(spec, layout, on: target, clock: clock)
    jobs.began(executionIndex: job.submission.executionIndex) { [runID = cluster.runID] ask in
      // It has one job, once its JobManager listens.
      guard let found = try await target.clusters(.run(runID)).first,
        let client = try? await target.jobManagerClient(of: found)
      else { return nil }
      defer { client.close() }
      guard let id = try await client.jobs().first?.id else { return nil }
      return try await ask(client, id)
    }
    var outcome = try await cluster.run()
    clock.begin(nil)
    outcome.durations = clock.durations
    return outcome
  }

  private func cluster(
    _ spec: ClusterSpec, _ layout: ClusterLayout, on target: any Target, clock: PhaseClock
  ) -> ClusterRun {
    ClusterRun(
      spec: spec, layout: layout, target: target, environment: request.environment, timeout: nil,
      policy: request.policy, observer: JobClusterObserver(observer: request.observer, cluster: layout.name),
      clock: clock)
  }
}
