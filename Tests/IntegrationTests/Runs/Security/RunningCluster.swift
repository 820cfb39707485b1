import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

/// A cluster of any mode with a job that goes on, looked at through the engine; it is gone afterwards.
struct RunningCluster {
  let name: String
  let engine: DockerEngine
  let process: ChildProcess
  let output: OutputFile
  let messages: PipeReader

  /// - Parameter scenario: ends by itself, or is interrupted when `body` is done.
  static func with(
    mode: String, scenario: String, options: [String] = [], _ body: (RunningCluster) async throws -> Void
  ) async throws {
    try await Runs.prepareScenarios()
    let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
    defer { engine.close() }
    let name = Runs.uniqueName(mode)
    let shape = ["--task-managers", "2"] + options
    var command = ["run", Runs.scenarios, "--mode", mode]
    if mode == "session" {
      let start = try await Runs.drey.command(["session", "start", name] + shape)
      try #require(start.exitCode == .finished, "\(start.messages)")
      command += ["--cluster", name, "--parallelism", "2"]
    } else {
      command += ["--name", name] + shape
    }
    let result: Result<Void, any Error>
    do {
      let run = try await Runs.drey.startWithOutput(until: "RUNNING", command + ["--", "--scenario", scenario])
      let cluster = RunningCluster(
        name: name, engine: engine, process: run.process, output: run.output, messages: run.messages)
      do { result = .success(try await body(cluster)) } catch { result = .failure(error) }
      _ = await run.process.terminate(grace: .seconds(30))
    } catch { result = .failure(error) }
    if mode == "session" { _ = try await Runs.drey.command(["session", "stop", name]) }
    #expect(try await Leftovers.find(of: name) == .none)
    try result.get()
  }

  static let members = ["jobmanager", "taskmanager-1", "taskmanager-2"]

  func container(_ member: String) -> String { "drey-\(name)-\(member)" }

  /// The address of a member in the cluster's private network.
  func address(of member: String) async throws -> String {
    let networks = try await engine.containers.inspect(container(member)).networks
    return try #require(networks["drey-\(name)"]?.ipAddress)
  }

  /// A file in a member's container.
  func file(_ path: String, in member: String) async throws -> String {
    let archive = try await engine.containers.downloadArchive(container(member), from: path).collect(upTo: 1 << 20)
    let contents = try #require(try TarReader.entries(of: archive).first { $0.kind == .file }?.contents)
    return String(decoding: contents, as: UTF8.self)
  }

  /// The ports at which any process of a member's container accepts connections, once there are some; asks the kernel, so
  /// the engine has to be on this machine.
  func listeningPorts(of member: String) async throws -> Set<Int> {
    let process = try await engine.containers.inspect(container(member)).state.pid
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      let ports = try Self.listeningPorts(seenBy: process)
      if !ports.isEmpty || ContinuousClock.now > deadline { return ports }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  private static func listeningPorts(seenBy process: Int) throws -> Set<Int> {
    let table = try String(contentsOfFile: "/proc/\(process)/net/tcp", encoding: .utf8)
    return Set(
      table.split(separator: "\n").dropFirst().compactMap { line in
        let fields = line.split(separator: " ")
        // State 0A is LISTEN; Docker's name server listens on a loopback address.
        guard fields.count > 3, fields[3] == "0A", fields[1].hasPrefix("00000000:") else { return nil }
        return Int(fields[1].dropFirst(9), radix: 16)
      })
  }
}
