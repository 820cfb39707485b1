import DockerEngine
import DreyModel

/// One run of an application in application mode: one cluster, in which `main()` runs as well.
public struct ApplicationRun: DeploymentRun {
  private let request: RunRequest

  public init(_ request: RunRequest) { self.request = request }

  public func plan() async throws -> Plan<DockerOperation> {
    let engine = try await request.connect()
    defer { engine.close() }
    return try await cluster(on: engine).plan()
  }

  public func run() async -> RunOutcome {
    var outcome: RunOutcome
    do {
      request.clock.begin(.build)
      let engine = try await request.connect()
      defer { engine.close() }
      outcome = try await cluster(on: engine).run()
    } catch {
      outcome = RunOutcome(Failure(ofRun: error))
    }
    request.clock.begin(nil)
    outcome.durations = request.clock.durations
    return outcome
  }

  private func cluster(on engine: DockerEngine) async throws -> ClusterRun {
    let application = try await request.prepare(on: engine)
    return ClusterRun(
      spec: request.spec, layout: ApplicationMode().layout(of: request.spec, images: application.images),
      engine: engine, environment: request.environment, timeout: request.timeout, policy: request.policy,
      observer: request.observer, clock: request.clock)
  }
}
