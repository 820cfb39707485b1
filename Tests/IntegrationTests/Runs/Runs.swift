import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

let isRoot = geteuid() == 0

/// Whole runs of the drey command against the real engine. One after the other, because each compares what the engine
/// holds before and after.
@Suite(.serialized) struct Runs {
  /// The repository's root.
  static let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()
  static let wordCount = "\(root)/Examples/WordCount"
  static let jobs = "\(root)/Tests/IntegrationTests/Jobs"
  static let scenarios = "\(jobs)/.build-drey/release/Scenarios"
  /// What makes one of the executables of `jobs`, and no cluster.
  static func building(_ product: String) -> [String] { ["--product", product, "--dry-run"] }

  static let drey = Drey(
    executable: ProcessInfo.processInfo.environment["DREY_EXECUTABLE"] ?? "\(root)/dist/bin/drey",
    // Post-mortems go there.
    environment: ProcessInfo.processInfo.environment.merging(["XDG_STATE_HOME": "\(root)/.build/state"]) { $1 })

  /// Runs one of the scenarios of `Jobs`, which is built if it must be.
  static func scenario(_ name: String, options: [String] = [], arguments: [String] = []) async throws -> DreyRun {
    try await Prepared.shared.scenarios()
    return try await drey.run(scenarios, options: options, arguments: ["--scenario", name] + arguments)
  }

  /// Builds the scenarios if they must be, for tests that start them by themselves.
  static func prepareScenarios() async throws { try await Prepared.shared.scenarios() }

  /// A cluster's name that no other test uses.
  static func uniqueName(_ stem: String) -> String { "\(stem)-\(UInt32.random(in: 0 ... .max))" }

  /// A folder that the body may fill; it and everybody's access to it are gone afterwards.
  static func withScratch<R>(_ body: (String) async throws -> R) async throws -> R {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-runs-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
  }
}

extension Drey {
  /// Starts a command and waits until it reports something.
  func startUntil(_ text: String, _ arguments: [String]) async throws -> (process: ChildProcess, messages: PipeReader) {
    let (process, _, messages) = try await startWithOutput(until: text, arguments)
    return (process, messages)
  }

  /// The same, with what the command writes to standard output.
  func startWithOutput(
    until text: String, _ arguments: [String]
  ) async throws -> (process: ChildProcess, output: OutputFile, messages: PipeReader) {
    let (process, output) = try start(arguments)
    let (reports, signal) = AsyncStream<Void>.makeStream()
    let messages = try PipeReader(try #require(process.pipes.standardError)) { line in
      if line.contains(text) { signal.finish() }
    }
    let deadline = Task {
      try await Task.sleep(for: .seconds(60))
      signal.finish()
    }
    for await _ in reports {}
    deadline.cancel()
    try #require(messages.tail.contains { $0.contains(text) }, "\(messages.tail)")
    return (process, output, messages)
  }
}

/// Builds the package of scenarios once, by the command that a user would use.
private actor Prepared {
  static let shared = Prepared()
  private var build: Task<DreyRun, any Error>?

  func scenarios() async throws {
    let task = build ?? Task { try await Runs.drey.run(Runs.jobs, options: Runs.building("Scenarios")) }
    build = task
    let run = try await task.value
    try #require(run.exitCode == .finished, "\(run.messages)")
  }
}

/// What an engine holds of drey's: everything that carries a cluster's label.
struct Leftovers: Equatable, CustomStringConvertible {
  var containers: [String]
  var networks: [String]
  var volumes: [String]

  /// - Parameter cluster: look for this one's things alone.
  static func find(of cluster: String? = nil) async throws -> Leftovers {
    let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
    defer { engine.close() }
    let ours = EngineFilters.label("dev.drey.cluster", cluster)
    return Leftovers(
      containers: try await engine.containers.list(ours, all: true).flatMap(\.names).sorted(),
      networks: try await engine.networks.list(ours).map(\.name).sorted(),
      // By their names: one that an engine made by itself may lack the label.
      volumes: try await engine.volumes.list().map(\.name).filter { $0.hasPrefix("drey-\(cluster ?? "")") }.sorted())
  }

  static let none = Leftovers(containers: [], networks: [], volumes: [])

  /// Waits until the engine holds no more than `before`, or the time is up.
  static func settled(to before: Leftovers, within limit: Duration) async throws -> Leftovers {
    let deadline = ContinuousClock.now + limit
    while true {
      let now = try await find()
      if now == before || ContinuousClock.now > deadline { return now }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  var description: String { (containers + networks + volumes).joined(separator: " ") }
}
