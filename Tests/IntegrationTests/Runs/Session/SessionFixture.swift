import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

/// A session for the length of a closure; afterwards the engine holds what it held before.
struct TestSession {
  let name: String

  static func with<R>(
    taskManagers: Int = 1, slots: Int = 1, options: [String] = [], _ body: (TestSession) async throws -> R
  ) async throws -> R {
    let before = try await Leftovers.find()
    try await Runs.prepareScenarios()
    let session = TestSession(name: Runs.uniqueName("session"))
    let shape = ["--task-managers", "\(taskManagers)", "--slots", "\(slots)"]
    let start = try await Runs.drey.command(["session", "start", session.name] + shape + options)
    try #require(start.exitCode == .finished, "\(start.messages)")
    #expect(start.records == [session.name])
    let result: R
    do { result = try await body(session) } catch {
      _ = try await Runs.drey.command(["delete", session.name])
      throw error
    }
    let stop = try await Runs.drey.command(["session", "stop", session.name])
    #expect(stop.exitCode == .finished, "\(stop.messages)")
    #expect(try await Leftovers.find() == before)
    return result
  }

  /// The command that runs a scenario in it.
  func command(_ scenario: String, options: [String] = [], arguments: [String] = []) -> [String] {
    ["run", Runs.scenarios, "--mode", "session", "--cluster", name] + options + ["--", "--scenario", scenario]
      + arguments
  }

  func run(_ scenario: String, options: [String] = [], arguments: [String] = []) async throws -> DreyRun {
    try await Runs.drey.command(command(scenario, options: options, arguments: arguments))
  }

  func container(_ member: String) -> String { "drey-\(name)-\(member)" }

  /// Starts a member again through the engine.
  func start(_ member: String) async throws {
    let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
    defer { engine.close() }
    try await engine.containers.start(container(member))
  }

  /// Kills a member through the engine.
  func kill(_ member: String) async throws { try await Runs.killContainer(container(member)) }
}

extension Runs {
  /// Kills a container through the engine.
  static func killContainer(_ container: String) async throws {
    let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
    defer { engine.close() }
    try await engine.containers.kill(container)
  }
}
