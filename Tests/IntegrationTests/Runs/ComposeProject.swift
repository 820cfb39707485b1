import ChildProcess
import DreyTesting
import FoundationEssentials
import Testing

/// A cluster that Docker Compose brings up from files, under a name that no other test uses.
struct ComposeProject: Sendable {
  let name: String
  let files: [String]

  /// Brings it up, and down again whatever `body` does; then nothing of it is left.
  static func with(_ stem: String, files: [String], _ body: (ComposeProject) async throws -> Void) async throws {
    let setup = try await run("\(Runs.root)/scripts/setup", ["compose"])
    try #require(setup.isSuccess, "\(setup.errors)")
    let project = ComposeProject(name: Runs.uniqueName(stem), files: files)
    let result: Result<Void, any Error>
    do {
      try await project.compose("up", "--detach", "--wait", "--wait-timeout", "60")
      result = .success(try await body(project))
    } catch { result = .failure(error) }
    try await project.compose("down", "--volumes", "--timeout", "5")
    for kind in ["container", "network", "volume"] {
      let all = kind == "container" ? ["--all"] : []
      let left = try await run(
        "docker", [kind, "ls", "--quiet", "--filter", "label=com.docker.compose.project=\(project.name)"] + all)
      #expect(left.isSuccess && left.lines.isEmpty, "\(kind) \(left.lines)")
    }
    try result.get()
  }

  /// Runs a command of Compose.
  /// - Returns: its lines on standard output.
  @discardableResult func compose(_ arguments: String...) async throws -> [String] {
    let files = files.flatMap { ["--file", $0] }
    let run = try await Self.run(
      "\(Runs.root)/.build/compose/docker-compose", ["--project-name", name, "--progress", "plain"] + files + arguments)
    try #require(run.isSuccess, "\(arguments): \(run.errors)")
    return run.lines
  }

  func container(_ service: String) -> String { "\(name)-\(service)-1" }

  /// Waits for a service's end.
  /// - Returns: its exit code.
  func end(of service: String) async throws -> Int? {
    try await Self.run("docker", ["wait", container(service)]).lines.first.flatMap { Int($0) }
  }

  /// What the TaskManagers printed.
  func records() async throws -> [String] {
    var records: [String] = []
    for service in ["taskmanager-1", "taskmanager-2"] {
      records += try await Self.run("docker", ["logs", container(service)]).lines
    }
    return records
  }

  /// What a process wrote and whether it ended well.
  struct Outcome: Sendable {
    var lines: [String]
    var errors: [String]
    var isSuccess: Bool
  }

  static func run(_ executable: String, _ arguments: [String]) async throws -> Outcome {
    let run = try await ChildProcess.capture(
      ChildProcess.Configuration(executable: executable, arguments: arguments), lines: 100_000)
    return Outcome(
      lines: run.standardOutput, errors: run.standardError.suffix(20), isSuccess: run.termination.isSuccess)
  }
}
