import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

/// What is done over and over while an engine's call fails: a trivial job in each mode, from nothing to nothing.
enum FaultedWork: String, Sendable, CaseIterable {
  case application, job, session

  /// What came of it, and which calls it took.
  struct Outcome {
    var run: DreyRun
    var calls: [EngineCall]
    /// Whether the fault never came about.
    var isUnharmed: Bool
  }

  /// Does it through a proxy of its own. Afterwards nothing of it may be on the engine.
  func perform(_ fault: EngineFault?, executable: String, in folder: String) async throws -> Outcome {
    let name = Runs.uniqueName("fault")
    let proxy = try EngineProxy(path: "\(folder)/\(name).sock", fault: fault)
    defer { proxy.close() }
    var drey = Runs.drey
    drey.environment["DOCKER_HOST"] = "unix://\(proxy.path)"
    var run = try await drey.command(command(name, executable))
    if self == .session, run.exitCode == .finished {
      run = try await drey.command(["session", "stop", name])
      // One that says that it could not stop it leaves it there, to be stopped again.
      if run.exitCode == .infrastructure { _ = try await Runs.drey.command(["delete", name, "--ignore-missing"]) }
    }
    let left = try await Self.leftovers(of: name, within: .seconds(10))
    #expect(left == .none, "\(self) \(fault.map { "\($0)" } ?? "") left \(left)\n\(run.messages)")
    return Outcome(run: run, calls: proxy.calls, isUnharmed: fault != nil && !proxy.isHarmless)
  }

  private func command(_ name: String, _ executable: String) -> [String] {
    switch self {
    case .session: ["session", "start", name, "--post-mortem", "none"]
    case .application, .job:
      ["run", executable, "--mode", rawValue, "--name", name, "--post-mortem", "none", "--", "--scenario", "trivial"]
    }
  }

  /// Whether the work is done, once and wholly.
  func isDone(_ run: DreyRun) -> Bool {
    run.exitCode == .finished && (self == .session || run.records.sorted() == ["one", "three", "two"])
  }

  private static func leftovers(of name: String, within limit: Duration) async throws -> Leftovers {
    let deadline = ContinuousClock.now + limit
    while true {
      let left = try await Leftovers.find(of: name)
      if left == .none || ContinuousClock.now > deadline { return left }
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}
