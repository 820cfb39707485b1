import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

/// An application cluster with two TaskManagers, without a job unless a test wants one, whose `drey run` guards it; interrupted
/// afterwards, so that nothing of it is left.
struct IdleCluster {
  let name: String
  let engine: DockerEngine
  let process: ChildProcess
  /// What `drey run` says.
  private let lines: RunLines

  /// - Parameter arguments: of `drey run`, from the options on.
  static func with(
    _ arguments: [String] = ["--", "--scenario", "idle", "--seconds", "120"],
    _ body: (IdleCluster) async throws -> Void
  ) async throws {
    try await Runs.prepareScenarios()
    let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
    defer { engine.close() }
    let name = Runs.uniqueName("idle")
    let (process, _) = try Runs.drey.start(
      ["run", Runs.scenarios, "--name", name, "--task-managers", "2"] + arguments)
    let lines = RunLines()
    let messages = try PipeReader(try #require(process.pipes.standardError)) { lines.add($0) }
    let cluster = IdleCluster(name: name, engine: engine, process: process, lines: lines)
    let result: Result<Void, any Error>
    do {
      try await cluster.awaitRegistration(of: "taskmanager-1")
      try await cluster.awaitRegistration(of: "taskmanager-2")
      result = .success(try await body(cluster))
    } catch { result = .failure(error) }
    _ = await process.terminate(grace: .seconds(30))
    _ = await messages.end(within: .seconds(5))
    // A client that was killed leaves that to its watchdog.
    let deadline = ContinuousClock.now + .seconds(10)
    while try await Leftovers.find(of: name) != .none, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(try await Leftovers.find(of: name) == .none)
    try result.get()
  }

  func container(_ member: String) -> String { "drey-\(name)-\(member)" }

  func inspect(_ member: String) async throws -> ContainerDetails {
    try await engine.containers.inspect(container(member))
  }

  /// Waits until a TaskManager has registered for the `count`-th time.
  func awaitRegistration(of member: String, count: Int = 1) async throws {
    try await awaitMessage("\(member) registered", count: count)
  }

  /// - Parameter mark: what was said before the last line with this in it does not count.
  func awaitMessage(_ text: String, count: Int = 1, after mark: String? = nil) async throws {
    try await lines.wait(for: text, count: count, after: mark)
  }

  /// The processes of a container, by their numbers on the engine's machine.
  func processes(of member: String) async throws -> [String] {
    let top = try await ChildProcess.capture(
      ChildProcess.Configuration(executable: "docker", arguments: ["top", container(member), "-o", "pid"]))
    return top.standardOutput
  }

  /// Waits until something is so.
  static func eventually(_ what: Comment, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while try await !condition() {
      try #require(ContinuousClock.now < deadline, what)
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
