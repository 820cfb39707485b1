import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs.Sessions {
  /// How sessions come and go.
  @Suite(.serialized, .timeLimit(.minutes(10))) struct Life {
    @Test func startKilledAtAnyMomentLeavesNothingOrAWholeSession() async throws {
      let before = try await Leftovers.find()
      try await Runs.prepareScenarios()
      for milliseconds in stride(from: 60, through: 1200, by: 60) {
        let name = Runs.uniqueName("killed")
        let (process, output) = try Runs.drey.start(["session", "start", name, "--task-managers", "2"])
        let reader = try PipeReader(try #require(process.pipes.standardError))
        // Not a wait for a state: the moment itself is what varies.
        _ = await process.wait(upTo: .milliseconds(milliseconds))
        process.signal(SIGKILL)
        _ = await process.wait()
        _ = await reader.end(within: .seconds(5))
        if try output.contents().isEmpty, try await Leftovers.settled(to: before, within: .seconds(10)) == before {
          continue
        }
        // Its start had come to its end, though there may have been no time left to say so.
        let run = try await TestSession(name: name).run("trivial")
        #expect(run.exitCode == .finished, "after \(milliseconds) ms: \(run.messages)")
        _ = try await Runs.drey.command(["session", "stop", name])
        #expect(try await Leftovers.find() == before)
      }
    }

    @Test(arguments: [SIGINT, SIGTERM]) func interruptedStartLeavesNothing(signal: Int32) async throws {
      let before = try await Leftovers.find()
      let name = Runs.uniqueName("interrupted")
      let (process, messages) = try await Runs.drey.startUntil("create", ["session", "start", name])
      process.signal(signal)
      let end = await process.wait(upTo: .seconds(30))
      #expect(end == .exited(ExitCode.interrupted.rawValue), "\(messages.tail)")
      #expect(try await Leftovers.find() == before)
    }

    @Test func startThatCannotSucceedInTimeLeavesNothing() async throws {
      let before = try await Leftovers.find()
      let start = try await Runs.drey.command(["session", "start", Runs.uniqueName("hasty"), "--timeout", "1ms"])
      #expect(start.exitCode == .infrastructure, "\(start.messages)")
      #expect(start.messages.contains { $0.contains("was not ready within") }, "\(start.messages)")
      #expect(try await Leftovers.find() == before)
    }

    @Test func nameThatIsTakenIsRefused() async throws {
      try await TestSession.with { session in
        let second = try await Runs.drey.command(["session", "start", session.name])
        #expect(second.exitCode == .usage, "\(second.messages)")
        let run = try await session.run("trivial")
        #expect(run.exitCode == .finished, "\(run.messages)")
      }
    }

    @Test func runningJobsAreCancelledWhenTheSessionStops() async throws {
      try await TestSession.with { session in
        let (process, messages) = try await Runs.drey.startUntil("RUNNING", session.command("endless"))
        let stop = try await Runs.drey.command(["session", "stop", session.name])
        #expect(stop.exitCode == .finished, "\(stop.messages)")
        let end = await process.wait(upTo: .seconds(30))
        #expect(
          [.exited(ExitCode.cancelled.rawValue), .exited(ExitCode.infrastructure.rawValue)].contains(end),
          "\(messages.tail)")
        // For the fixture, which stops it as well.
        _ = try await Runs.drey.command(["session", "start", session.name])
      }
    }

    @Test func expiredSessionIsCollected() async throws {
      let before = try await Leftovers.find()
      let name = Runs.uniqueName("short")
      let start = try await Runs.drey.command(["session", "start", name, "--ttl", "1s"])
      #expect(start.exitCode == .finished, "\(start.messages)")
      let deadline = ContinuousClock.now + .seconds(60)
      while try await Leftovers.find() != before, ContinuousClock.now < deadline {
        _ = try await Runs.drey.command(["gc"])
      }
      #expect(try await Leftovers.find() == before)
    }

    @Test func tokenAppearsNowhereAndNobodyEntersWithoutIt() async throws {
      try await TestSession.with(taskManagers: 1) { session in
        let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
        defer { engine.close() }
        let container = session.container("jobmanager")
        let secrets = try await [
          Self.file("/run/drey/rest/token", in: container, engine),
          Self.file(ContainerContract.Path.clusterSecret, in: container, engine),
        ]
        let port = try #require(
          try await engine.containers.inspect(container).ports[Port(ContainerContract.Port.rest)]?.first?.hostPort)
        let texts = try await [
          Self.capture("docker", ["inspect", container, session.container("taskmanager-1")]),
          Self.capture("docker", ["logs", container]),
          Runs.drey.command(["inspect", session.name, "--output", "json"]).records.joined(),
          Runs.drey.command(["logs", session.name]).messages.joined(),
          Runs.drey.command(["session", "start", session.name + "x", "--dry-run"]).records.joined(),
        ]
        for text in texts {
          #expect(!text.isEmpty)
          for secret in secrets { #expect(secret.count >= 64 && !text.contains(secret)) }
        }
        for token in [[], ["-H", "Authorization: Bearer wrong"]] {
          let status = try await Self.capture(
            "curl", ["-s", "-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:\(port)/overview"] + token)
          #expect(status == "401")
        }
        let right = ["-H", "Authorization: Bearer \(secrets[0])", "http://127.0.0.1:\(port)/overview"]
        #expect(try await Self.capture("curl", ["-s"] + right).contains("slots-total"))
      }
    }

    private static func file(_ path: String, in container: String, _ engine: DockerEngine) async throws -> String {
      let archive = try await engine.containers.downloadArchive(container, from: path).collect(upTo: 1 << 20)
      let contents = try #require(try TarReader.entries(of: archive).first { $0.kind == .file }?.contents)
      return String(decoding: contents, as: UTF8.self)
    }

    private static func capture(_ program: String, _ arguments: [String]) async throws -> String {
      let end = try await ChildProcess.capture(
        ChildProcess.Configuration(executable: program, arguments: arguments))
      return (end.standardOutput + end.standardError).joined(separator: "\n")
    }
  }
}
