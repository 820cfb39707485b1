import ChildProcess
import ControlPlane
import DreyModel
import FoundationEssentials
import Glibc
import Testing

@testable import JobManager

/// The JobManager of an application's cluster that is killed and started again.
@Suite(.timeLimit(.minutes(3))) struct ApplicationRecoveryTests {
  private static func storage(_ home: ServiceHome) -> [String] {
    ["-D", "high-availability.storageDir=\(home.folder)/ha"]
  }

  private static func again(
    _ home: ServiceHome, _ ports: (rpc: Int, blob: Int), _ arguments: [String]
  ) throws -> ServiceProcess {
    try home.jobManager(
      "standalone-job",
      storage(home) + ["-D", "jobmanager.rpc.port=\(ports.rpc)", "-D", "blob.server.port=\(ports.blob)"], arguments)
  }

  private static func end(_ jobManager: ServiceProcess) -> ApplicationResult? {
    for case .applicationEnded(let result) in jobManager.journal.events { return result }
    return nil
  }

  @Test func aJobWithoutCheckpointsIsNotRunAgain() async throws {
    try await ServiceHome.with { home in
      let endless = ["--job", "endless"]
      let first = try home.jobManager("standalone-job", Self.storage(home), endless)
      let ports = try await first.ports()
      let taskManager = try await home.taskManager("a", of: first)
      defer { taskManager.process.signal(SIGKILL) }
      try await first.journal.wait { if case .subtasksRunning = $0 { true } else { false } }
      first.process.signal(SIGKILL)
      try #require(await first.process.wait(upTo: .seconds(20)) != nil)
      let second = try Self.again(home, ports, endless)
      #expect(await second.process.wait(upTo: .seconds(20)) == .exited(ExitCode.infrastructure.rawValue))
      let failure = Self.end(second)?.failure
      #expect(failure?.message.contains("job 'endless' was running and takes no checkpoints") == true)
      #expect(!second.journal.events.contains { if case .jobStatusChanged = $0 { true } else { false } })
      #expect(await taskManager.process.wait(upTo: .seconds(20)) == .exited(0), "it is told that all is over")
    }
  }

  @Test func whatHasEndedIsToldAgain() async throws {
    try await ServiceHome.with { home in
      let two = ["--job", "two"]
      let first = try home.jobManager("standalone-job", Self.storage(home), two)
      let ports = try await first.ports()
      let taskManager = try await home.taskManager("a", of: first)
      defer { taskManager.process.signal(SIGKILL) }
      #expect(await first.process.wait(upTo: .seconds(30)) == .exited(0))
      let second = try Self.again(home, ports, two)
      #expect(await second.process.wait(upTo: .seconds(20)) == .exited(0))
      #expect(Self.end(second) == Self.end(first))
      #expect(Self.end(second)?.jobs.map(\.status) == [.finished, .finished])
      #expect(!second.journal.events.contains { if case .jobStatusChanged = $0 { true } else { false } })
    }
  }

  @Test func mainIsGivenWhatItHadBefore() async throws {
    try await ServiceHome.with { home in
      // As a JobManager leaves it that is killed between two jobs: the first one's end is known, the application's is not.
      let two = ["--job", "two"]
      let first = try home.jobManager("standalone-job", Self.storage(home), two)
      let ports = try await first.ports()
      let taskManager = try await home.taskManager("a", of: first)
      #expect(await first.process.wait(upTo: .seconds(30)) == .exited(0))
      #expect(await taskManager.process.wait(upTo: .seconds(20)) == .exited(0))
      let jobs = try #require(Self.end(first)).jobs
      let folder = "\(home.folder)/ha/\(try Folder.names(in: "\(home.folder)/ha")[0])"
      for name in ["application.result", "\(jobs[1].jobID).ended"] {
        try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      }
      let second = try Self.again(home, ports, two)
      let other = try await home.taskManager("b", of: second)
      defer { other.process.signal(SIGKILL) }
      #expect(await second.process.wait(upTo: .seconds(30)) == .exited(0))
      let result = try #require(Self.end(second))
      #expect(result.jobs.map(\.name) == ["first", "second"])
      #expect(result.jobs.first == jobs.first, "it is the one of before")
      #expect(result.jobs.last?.jobID != jobs.last?.jobID)
    }
  }

  @Test func clientsGetInByTheVerbRest() async throws {
    try await ServiceHome.with { home in
      let jobManager = try home.jobManager("standalone-job", [], ["--job", "endless"])
      defer { jobManager.process.signal(SIGKILL) }
      let taskManager = try await home.taskManager("a", of: jobManager)
      defer { taskManager.process.signal(SIGKILL) }
      try await jobManager.journal.wait { if case .subtasksRunning = $0 { true } else { false } }
      let overview = try await Self.rest(home, ["GET", "/v1/jobs/overview"])
      #expect(overview.status == 200)
      let job = try #require(JSONDecoder().decode(JobsOverview.self, from: Data(overview.body.utf8)).jobs.first)
      #expect(job.name == "endless" && job.state == .running)
      #expect(try await Self.rest(home, ["POST", "/jars/upload", "{}"]).status == 404, "it takes no jobs")
      #expect(try await Self.rest(home, ["PATCH", "/v1/jobs/\(job.id)?mode=cancel"]).status == 202)
      #expect(await jobManager.process.wait(upTo: .seconds(20)) == .exited(ExitCode.cancelled.rawValue))
    }
  }

  private static func rest(_ home: ServiceHome, _ arguments: [String]) async throws -> (status: Int, body: String) {
    let paths = home.paths("jobmanager").map { ($0.key.rawValue, $0.value) }
    let output = try await ChildProcess.capture(
      ChildProcess.Configuration(
        executable: try ServiceProcess.built("drey-jobmanager"), arguments: ["rest"] + arguments,
        environment: ProcessEnvironment.all.merging(paths) { $1 }))
    let lines = output.standardOutput
    return (Int(lines.first ?? "") ?? 0, lines.dropFirst().joined(separator: "\n"))
  }
}
