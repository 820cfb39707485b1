import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

/// Whole runs of the drey command with `--target local`: no engine, processes of this machine. Each test has a state folder
/// of its own, and afterwards that holds nothing, and no process of its clusters is left.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LocalRuns {
  static let wordCount = Runs.wordCount

  /// A machine as far as drey sees it: nothing but this test's clusters.
  static func withMachine<R>(_ body: (LocalMachine) async throws -> R) async throws -> R {
    try await LocalPrepared.shared.scenarios()
    return try await Runs.withScratch { folder in
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
      let machine = LocalMachine(folder: folder)
      do {
        let result = try await body(machine)
        #expect(await machine.settled(within: .seconds(10)) == [])
        return result
      } catch {
        _ = await machine.settled(within: .seconds(10))
        throw error
      }
    }
  }
}

/// Where the clusters of one test run.
struct LocalMachine: Sendable {
  /// `XDG_RUNTIME_DIR`, and the home of post-mortems.
  let folder: String

  var drey: Drey {
    var drey = Runs.drey
    drey.environment["XDG_RUNTIME_DIR"] = folder
    drey.environment["XDG_STATE_HOME"] = folder + "/state"
    // Whoever asks an engine all the same fails.
    drey.environment["DOCKER_HOST"] = "unix:///no/such.sock"
    return drey
  }

  func scenario(_ name: String, options: [String] = [], arguments: [String] = []) async throws -> DreyRun {
    try await drey.run(
      Runs.scenarios, options: ["--target", "local"] + options, arguments: ["--scenario", name] + arguments)
  }

  func command(_ arguments: String...) async throws -> DreyRun {
    try await drey.command(Array(arguments.prefix(1)) + ["--target", "local"] + arguments.dropFirst())
  }

  func start(_ scenario: String, options: [String] = []) async throws -> (process: ChildProcess, messages: PipeReader) {
    try await drey.startUntil(
      "RUNNING", ["run", Runs.scenarios, "--target", "local"] + options + ["--", "--scenario", scenario])
  }

  /// The folders of clusters, and the processes of clusters.
  func leftovers() -> [String] {
    let clusters = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/drey/clusters")) ?? []
    return clusters.filter { $0 != ".lock" }.sorted() + processes().map { "process \($0.id) of \($0.member)" }
  }

  /// Those that say they belong to a cluster below this folder.
  func processes() -> [(id: Int32, member: String)] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }.compactMap { id in
      let variables = (try? Data(contentsOf: URL(filePath: "/proc/\(id)/environ")))
        .map { String(decoding: $0, as: UTF8.self).split(separator: "\0") }
      guard let variables, variables.contains(where: { $0.hasPrefix("DREY_LOCAL_CLUSTER=\(folder)/") }) else {
        return nil
      }
      let member = variables.first { $0.hasPrefix("DREY_LOCAL_MEMBER=") }.map { $0.dropFirst(18) } ?? "-"
      return (id, String(member))
    }
  }

  /// What is left once nothing is any more, or the time is up.
  func settled(within limit: Duration) async -> [String] {
    let deadline = ContinuousClock.now + limit
    while true {
      let now = leftovers()
      if now.isEmpty || ContinuousClock.now > deadline { return now }
      try? await Task.sleep(for: .milliseconds(50))
    }
  }

  /// The process of a member itself, not its workers.
  func process(of member: String) -> Int32? {
    processes().first { process in
      let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process.id)/exe")
      return process.member == member && executable?.contains("/drey-") == true
    }?.id
  }
}

/// Builds the package of scenarios once, without an engine.
private actor LocalPrepared {
  static let shared = LocalPrepared()
  private var build: Task<DreyRun, any Error>?

  func scenarios() async throws {
    let task =
      build
      ?? Task { try await Runs.drey.run(Runs.jobs, options: ["--target", "local"] + Runs.building("Scenarios")) }
    build = task
    let run = try await task.value
    try #require(run.exitCode == .finished, "\(run.messages)")
  }
}
