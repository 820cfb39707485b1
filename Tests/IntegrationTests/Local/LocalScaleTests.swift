import DreyModel
import DreyTesting
import Testing

extension LocalRuns {
  @Suite(.serialized, .timeLimit(.minutes(5))) struct Scale {
    @Test func sessionGetsMoreAndFewerTaskManagers() async throws {
      try await LocalRuns.withMachine { local in
        let name = Runs.uniqueName("scaled")
        func run(_ arguments: [String]) async throws -> DreyRun {
          let run = try await local.drey.command(arguments + ["--target", "local"])
          #expect(run.exitCode == .finished, "\(run.messages)")
          return run
        }
        _ = try await run(["session", "start", name])
        _ = try await run(["scale", name, "--task-managers", "3"])
        let wide = try await local.drey.command(
          ["run", Runs.scenarios, "--target", "local", "--mode", "session", "--cluster", name, "--parallelism", "3"]
            + ["--", "--scenario", "trivial"])
        #expect(wide.exitCode == .finished, "\(wide.messages)")
        #expect(wide.records.sorted() == ["one", "three", "two"])
        _ = try await run(["scale", name, "--task-managers", "1"])
        let members = try await run(["inspect", name]).records
        #expect(members.contains { $0.hasPrefix("taskmanager-1") })
        #expect(!members.contains { $0.hasPrefix("taskmanager-2") })
        _ = try await run(["session", "stop", name])
      }
    }
  }
}
