import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs {
  /// `drey chaos` does what it says, and undoes it.
  @Suite(.serialized, .timeLimit(.minutes(10))) struct ChaosCommands {
    private static func container(_ session: TestSession, _ engine: DockerEngine) async throws -> ContainerDetails {
      try await engine.containers.inspect(session.container("taskmanager-1"))
    }

    /// Starts a fault, waits until it shows, lets `end` bring it to its end, and waits until it shows no more.
    private static func befall(
      _ fault: [String], _ session: TestSession, for time: String, shows: (ContainerDetails) -> Bool,
      end: (ChildProcess) async -> Termination?
    ) async throws -> (before: ContainerDetails, after: ContainerDetails, end: Termination?) {
      let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
      defer { engine.close() }
      let before = try await container(session, engine)
      #expect(!shows(before))
      let (process, _) = try Runs.drey.start(["chaos"] + fault + ["--for", time])
      try await IdleCluster.eventually("\(fault) does not show") { shows(try await container(session, engine)) }
      let termination = await end(process)
      return (before, try await container(session, engine), termination)
    }

    @Test func faultsBeginAndEnd() async throws {
      try await TestSession.with { session in
        let network = "drey-\(session.name)"
        let target = [session.name, "taskmanager-1"]
        let paused = try await Self.befall(["pause"] + target, session, for: "1s") {
          $0.state.status == .paused
        } end: {
          await $0.wait(upTo: .seconds(30))
        }
        #expect(paused.end == .exited(0) && paused.after.state.status == .running)
        let slow = try await Self.befall(["slow"] + target, session, for: "1s") {
          $0.nanoCPUs == 50_000_000
        } end: {
          await $0.wait(upTo: .seconds(30))
        }
        #expect(slow.end == .exited(0) && slow.after.nanoCPUs == slow.before.nanoCPUs)
        let cut = try await Self.befall(["partition"] + target, session, for: "1s") {
          $0.networks[network] == nil
        } end: {
          await $0.wait(upTo: .seconds(30))
        }
        let (before, after) = (cut.before.networks[network], cut.after.networks[network])
        #expect(cut.end == .exited(0) && before?.ipAddress == after?.ipAddress)
        #expect(after?.aliases.contains("taskmanager-1") == true)
        let run = try await session.run("trivial")
        #expect(run.exitCode == .finished, "\(run.messages)")
      }
    }

    @Test func whatIsInterruptedIsUndone() async throws {
      try await TestSession.with { session in
        let paused = try await Self.befall(["pause", session.name, "taskmanager-1"], session, for: "1h") {
          $0.state.status == .paused
        } end: {
          $0.signal(SIGINT)
          return await $0.wait(upTo: .seconds(30))
        }
        #expect(paused.end == .exited(ExitCode.interrupted.rawValue))
        #expect(paused.after.state.status == .running)
      }
    }

    @Test func whatIsNotThereIsRefused() async throws {
      try await TestSession.with { session in
        for command in [
          ["pause", session.name, "taskmanager-9"], ["kill-taskmanager", session.name, "--index", "9"],
          ["kill-jobmanager", "no-such-cluster-anywhere"],
        ] {
          let chaos = try await Runs.drey.command(["chaos"] + command)
          #expect(chaos.exitCode == .usage && chaos.records.isEmpty, "\(chaos.messages)")
        }
      }
    }
  }
}
