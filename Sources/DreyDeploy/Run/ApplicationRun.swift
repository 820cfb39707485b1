import DreyModel

/// One run of an application in one cluster, in which `main()` runs as well: in application mode, and of a JAR in job mode.
public struct ApplicationRun: DeploymentRun {
  private let request: RunRequest
  private let mode: any DeploymentMode

  public init(_ request: RunRequest, mode: any DeploymentMode = ApplicationMode()) {
    self.request = request
    self.mode = mode
  }

  public func plan() async throws -> PlanReport {
    let target = try await request.connect()
    defer { target.close() }
    let application = try await request.prepare(on: target, making: false)
    return try await cluster(application, on: target).plan().plan.building(application.images.missing)
  }

  public func run() async -> RunOutcome {
    var outcome: RunOutcome
    do {
      request.clock.begin(.build)
      let target = try await request.connect()
      defer { target.close() }
      outcome = try await cluster(try await request.prepare(on: target), on: target).run()
    } catch {
      outcome = RunOutcome(Failure(ofRun: error))
    }
    request.clock.begin(nil)
    outcome.durations = request.clock.durations
    return outcome
  }

  private func cluster(_ application: PreparedApplication, on target: any Target) throws -> ClusterRun {
    ClusterRun(
      spec: request.spec, layout: try mode.layout(of: request.spec, images: application.images),
      target: target, environment: request.environment, timeout: request.timeout, policy: request.policy,
      observer: request.observer, clock: request.clock)
  }
}
