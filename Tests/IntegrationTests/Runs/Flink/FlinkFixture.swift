import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs {
  /// Apache Flink behind the same commands. Needs what `scripts/setup flink` makes.
  @Suite(.serialized, .timeLimit(.minutes(10))) struct Flink {
    static let version = "2.3.0"

    /// The path of a JAR of `Tests/FlinkJobs`.
    static func jar(_ name: String, version: String = Self.version) -> String {
      "\(Runs.root)/.build/flink/jobs/\(version)/\(name).jar"
    }

    /// Runs a JAR in a cluster of its own; the engine has to hold afterwards what it held before.
    static func run(_ name: String, options: [String] = [], arguments: [String] = []) async throws -> DreyRun {
      try await FlinkBuilds.shared.ensure(version)
      let before = try await Leftovers.find()
      let run = try await Runs.drey.run(jar(name), options: ["--engine", "flink"] + options, arguments: arguments)
      #expect(try await Leftovers.find() == before)
      return run
    }

    /// A folder that containers may write to.
    static func withSharedFolder<R>(_ body: (String) async throws -> R) async throws -> R {
      try await Runs.withScratch { folder in
        try #require(chmod(folder, 0o777) == 0)
        return try await body(folder)
      }
    }

    /// The same words for both engines.
    static let text = "/usr/share/common-licenses/GPL-3"
  }
}

/// Builds the images of Apache Flink once, by the command that a user would use.
actor FlinkBuilds {
  static let shared = FlinkBuilds()
  private var builds: [String: Task<DreyRun, any Error>] = [:]

  func ensure(_ version: String) async throws {
    let task =
      builds[version]
      ?? Task {
        try await Runs.drey.command([
          "image", "build", "flink", "--flink-version", version, "--base", "drey-test/debian-java:17", "--wheel",
          "\(Runs.root)/.build/flink/\(version)",
        ])
      }
    builds[version] = task
    let run = try await task.value
    try #require(run.exitCode == .finished, "\(run.messages)")
  }
}

/// A session of Apache Flink for the length of a closure; afterwards the engine holds what it held before.
struct FlinkSession {
  let name: String

  static func with<R>(
    version: String = Runs.Flink.version, taskManagers: Int = 1, slots: Int = 1, options: [String] = [],
    _ body: (FlinkSession) async throws -> R
  ) async throws -> R {
    try await FlinkBuilds.shared.ensure(version)
    let engine = ["--engine", "flink", "--flink-version", version]
    return try await TestSession.with(taskManagers: taskManagers, slots: slots, options: engine + options) { session in
      try await body(FlinkSession(name: session.name))
    }
  }

  /// The command that runs a JAR in it.
  func command(
    _ jar: String, version: String = Runs.Flink.version, options: [String] = [], arguments: [String] = []
  ) -> [String] {
    ["run", Runs.Flink.jar(jar, version: version), "--mode", "session", "--cluster", name] + options + ["--"]
      + arguments
  }

  /// What its TaskManagers printed so far.
  func printed() async throws -> [String] {
    try await Runs.drey.command(["logs", name, "--role", "taskmanager"]).records
  }

  func kill(_ member: String) async throws { try await Runs.killContainer("drey-\(name)-\(member)") }
}
