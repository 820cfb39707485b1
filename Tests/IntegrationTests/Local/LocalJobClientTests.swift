import DreyModel
import DreyTesting
import Testing

extension LocalRuns {
  /// What `main()` asks of a job that runs, wherever it runs itself.
  @Suite(.serialized) struct JobClients {
    private static func expectWatched(_ run: DreyRun) {
      #expect(run.exitCode == .finished, "\(run.messages)")
      #expect(run.records == ["while it runs: RUNNING", "its end: CANCELED"], "\(run.messages)")
    }

    @Test(arguments: ["application", "job"]) func mainWatchesAndCancelsItsJob(mode: String) async throws {
      try await LocalRuns.withMachine { machine in
        Self.expectWatched(try await machine.scenario("remote-control", options: ["--mode", mode]))
      }
    }

    @Test func mainWatchesAndCancelsItsJobInASession() async throws {
      try await LocalRuns.withMachine { machine in
        let start = try await machine.drey.command(["session", "start", "watched", "--target", "local"])
        #expect(start.exitCode == .finished, "\(start.messages)")
        Self.expectWatched(
          try await machine.scenario("remote-control", options: ["--mode", "session", "--cluster", "watched"]))
        let stop = try await machine.drey.command(["session", "stop", "watched", "--target", "local"])
        #expect(stop.exitCode == .finished, "\(stop.messages)")
      }
    }
  }
}
