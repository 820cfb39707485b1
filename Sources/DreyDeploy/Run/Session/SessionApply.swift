import DreyModel
import JobManagerClient

/// Makes a session be as a spec wants it: starts, scales or replaces it, or leaves it alone.
public struct SessionApply: Sendable {
  private let start: SessionStart
  private let isForced: Bool

  init(_ start: SessionStart, isForced: Bool) {
    self.start = start
    self.isForced = isForced
  }

  private var name: String { start.spec.name.text }

  /// Returns what would be done and why. Makes nothing.
  func plan() async throws -> PlanReport {
    func step(_ id: Int, _ what: String, _ cause: String, after dependencies: [Int] = []) -> PlanReport.Step {
      PlanReport.Step(id: id, operation: "session \(name): \(what)", cause: cause, dependencies: dependencies)
    }
    switch try await Targets.with(start.target, environment: start.environment, decide) {
    case .create: return try await start.plan()
    case .unchanged: return PlanReport(steps: [])
    case .scale(let from, let to):
      return PlanReport(steps: [step(1, "scale to \(to) TaskManagers", "taskManager.replicas: \(from) -> \(to)")])
    case .replace(let changes):
      return PlanReport(steps: [
        step(1, "stop", changes.map(\.description).joined(separator: "; ")),
        step(2, "start", "what differs cannot be changed while it is there", after: [1]),
      ])
    }
  }

  /// Does it. A session with jobs that have not ended is only replaced where that was forced.
  func run() async -> RunOutcome {
    do {
      let decision = try await Targets.with(start.target, environment: start.environment, decide)
      let observer = start.observer
      switch decision {
      case .create: return await start.run()
      case .unchanged:
        observer.progress(.create, "session \(name) is as the spec wants it")
        return RunOutcome(exitCode: .finished)
      case .scale(let from, let to):
        observer.progress(.create, "session \(name): taskManager.replicas: \(from) -> \(to)")
        let scale = SessionScale(
          name: name, taskManagers: to, isForced: isForced, limit: start.limit, observer: observer)
        try await Targets.with(start.target, environment: start.environment) { try await scale.run(on: $0) }
        return RunOutcome(exitCode: .finished)
      case .replace(let changes):
        // A session that cannot be made must not cost the one that is there.
        try await Targets.with(start.target, environment: start.environment) { target in
          _ = try await target.check(start.spec)
          _ = try await target.images(for: nil, on: start.spec.engine, observer: observer)
        }
        for change in changes { observer.progress(.remove, "session \(name) is replaced: \(change)") }
        try await Targets.with(start.target, environment: start.environment, stop)
        return await start.run()
      }
    } catch {
      return RunOutcome(Failure(ofRun: error))
    }
  }

  /// Images are named by their content, so that none has to be made to compare them.
  private func decide(_ target: any Target) async throws -> SessionConvergence {
    let images = try await target.images(for: nil, on: start.spec.engine, making: false, observer: start.observer)
    return .decide(start.spec, images: images, observed: try await target.clusters(.named(name)))
  }

  private func stop(_ target: any Target) async throws {
    let found = try await target.find(name)
    if !isForced, let session = found.first(where: { $0.mode == SessionMode.name && $0.jobManagerRuns }) {
      try await refuseBusy(session.name, target)
    }
    guard found.contains(where: { $0.mode == SessionMode.name }) else {
      throw Failure(
        .usage, "cluster '\(name)' is no session",
        advice: "Remove it first: drey delete \(name), or choose another name.")
    }
    try await SessionStop(name: name).run(on: target)
  }

  private func refuseBusy(_ session: String, _ target: any Target) async throws {
    let connection = try await SessionConnection.open(session, on: target)
    defer { connection.client.close() }
    let unfinished = try await connection.client.jobsOverview().filter { !$0.state.isGloballyTerminal }
    guard unfinished.isEmpty else {
      throw Failure(
        .usage,
        "session '\(session)' would have to be replaced, which cancels its \(unfinished.count) unfinished job(s)",
        advice: "Wait for them (drey job list --cluster \(session)), or give them up: --force")
    }
  }
}
