public import DreyModel

/// What a spec file asks for, ready to be planned or done.
public enum SpecDeployment: DeploymentRun {
  /// An application, run to its end.
  case run(NamedRun)
  /// A session that is to be there.
  case session(SessionApply)

  /// - Parameters:
  ///   - timeout: nil: what the file says.
  ///   - policy: what the file says included.
  ///   - isForced: whether jobs of a session may be lost where it has to be replaced.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  public init(
    _ file: SpecFile, target: TargetName, timeout: Duration?, policy: RunPolicy, isForced: Bool = false,
    environment: [String: String], observer: any RunObserver
  ) throws(Failure) {
    let timeout = timeout ?? file.lifetime.timeout
    guard let source = file.application else {
      let start = try SessionStart(
        spec: file.cluster, target: target, timeToLive: policy.timeToLive, limit: timeout ?? SessionStart.defaultLimit,
        postMortem: policy.postMortem, environment: environment, observer: observer)
      self = .session(SessionApply(start, isForced: isForced))
      return
    }
    let request = try RunRequest(
      source: source, product: file.product, selection: file.selection, spec: file.cluster, target: target,
      timeout: timeout, policy: policy,
      environment: environment, observer: observer)
    let run: any DeploymentRun =
      switch file.mode {
      case SessionMode.name:
        try request.sessionRun(
          cluster: file.session ?? "", parallelism: file.hasParallelism ? file.cluster.parallelism : nil)
      case JobMode.name: try request.jobRun()
      default: try request.applicationRun()
      }
    self = .run(NamedRun(run: run, request: request, mode: file.mode, isNamed: file.isNamed))
  }

  public func plan() async throws -> PlanReport {
    switch self {
    case .run(let run): try await run.plan()
    case .session(let session): try await session.plan()
    }
  }

  public func run() async -> RunOutcome {
    switch self {
    case .run(let run): await run.run()
    case .session(let session): await session.run()
    }
  }
}

/// A run whose cluster may be there already, because the same file was applied before.
public struct NamedRun: Sendable {
  let run: any DeploymentRun
  let request: RunRequest
  let mode: String
  let isNamed: Bool

  func plan() async throws -> PlanReport {
    guard try await isThere() else { return try await run.plan() }
    return PlanReport(steps: [])
  }

  func run() async -> RunOutcome {
    do {
      guard try await isThere() else { return await run.run() }
      request.observer.progress(
        .create,
        "cluster \(request.spec.name) is as the spec wants it; to run it again: drey delete \(request.spec.name)")
      return RunOutcome(exitCode: .finished)
    } catch {
      return RunOutcome(Failure(ofRun: error))
    }
  }

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where another cluster has the name.
  private func isThere() async throws -> Bool {
    guard isNamed else { return false }
    let target = try await request.connect()
    defer { target.close() }
    guard let cluster = try await target.clusters(.named(request.spec.name.text)).first else { return false }
    var changes = [SpecChange("mode", from: cluster.mode, to: mode)].filter { $0.from != $0.to }
    changes +=
      cluster.spec.map(request.spec.changes) ?? [SpecChange("spec", from: "not recorded", to: "recorded")]
    guard changes.isEmpty else {
      throw Failure(
        .usage, "a cluster '\(request.spec.name)' is there, and it is another one",
        advice: "A run is not changed while it goes on: drey delete \(request.spec.name), or choose another name.",
        details: changes.map(\.description))
    }
    return true
  }
}
