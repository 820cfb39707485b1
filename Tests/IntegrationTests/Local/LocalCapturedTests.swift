import DreyModel
import DreyTesting
import Testing

extension LocalRuns {
  /// Tests that a value that `main()` makes part of a job is the same in all workers, or else the run is refused.
  @Suite(.serialized) struct Captured {
    @Test(arguments: ["application", "job"]) func aValueThatMainMadeOnceIsOneValue(mode: String) async throws {
      try await LocalRuns.withMachine { machine in
        var drey = machine.drey
        drey.environment["LIMIT"] = "50"
        let run = try await drey.run(
          Runs.scenarios, options: ["--target", "local", "--mode", mode, "--task-managers", "2"],
          arguments: ["--scenario", "captured"])
        #expect(run.exitCode == .finished, "\(run.messages)")
        let told = run.records.filter { $0.hasPrefix("main ") }.map { String($0.dropFirst(5)) }
        let used = run.records.filter { !$0.hasPrefix("main ") }
        #expect(told.count == 1 && used.count == 4 && Set(used) == Set(told), "\(run.records)")
        // In application mode main() has what its container is given.
        if mode == "job" { #expect(used.allSatisfy { $0.hasPrefix("50 ") }, "\(run.records)") }
      }
    }

    @Test func aValueThatIsAnotherOneInEachWorkerIsRefused() async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.scenario(
          "captured", options: ["--mode", "job", "--task-managers", "2"], arguments: ["--each"])
        #expect(run.exitCode == .jobFailed, "\(run.messages)")
        #expect(
          run.messages.contains { $0.contains("uses a value that main() computed differently") }, "\(run.messages)")
        #expect(run.messages.contains { $0.contains("env.once") }, "\(run.messages)")
      }
    }
  }
}
