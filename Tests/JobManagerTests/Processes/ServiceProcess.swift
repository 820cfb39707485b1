import ChildProcess
import DreyModel
import FoundationEssentials
import Glibc
import Testing

/// A JobManager or TaskManager as a process of this machine, without a container, and what it reports.
struct ServiceProcess: Sendable {
  let process: ChildProcess
  let journal = Journal()

  /// - Parameter paths: instead of those that it would have in a container.
  init(
    _ executable: String, _ arguments: [String], paths: [ContainerContract.PathVariable: String]
  ) throws {
    let variables = paths.map { ($0.key.rawValue, $0.value) }
    process = try ChildProcess.spawn(
      ChildProcess.Configuration(
        executable: try Self.built(executable), arguments: arguments,
        environment: ProcessEnvironment.all.merging(variables) { $1 }, standardOutput: .null, standardError: .pipe))
    _ = try PipeReader(try #require(process.pipes.standardError)) { [journal] line in
      guard let event = try? JSONDecoder().decode(EventLine.self, from: Data(line.utf8)) else { return }
      journal.add(event.event)
    }
  }

  /// An executable of this package, beside the one that the fixture found.
  static func built(_ name: String) throws -> String {
    let testJob = try ClusterFixture.testJob
    let path = testJob.prefix(testJob.count - "TestJob".count) + name
    try #require(access(String(path), X_OK) == 0, "\(path) is not built")
    return String(path)
  }

  func ports() async throws -> (rpc: Int, blob: Int) {
    try await journal.wait { if case .listening = $0 { true } else { false } }
    for case .listening(let rpc, let blob) in journal.events { return (rpc, try #require(blob)) }
    return (0, 0)
  }

  func restPort() async throws -> Int {
    try await journal.wait { if case .restListening = $0 { true } else { false } }
    for case .restListening(let port) in journal.events { return port }
    return 0
  }
}
