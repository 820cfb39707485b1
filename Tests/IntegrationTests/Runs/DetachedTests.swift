import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// `drey run --detached`: the run goes on in the background and removes itself.
  @Suite(.serialized, .timeLimit(.minutes(5))) struct Detached {
    private func start(_ scenario: String, name: String, options: [String] = []) async throws -> DreyRun {
      try await Runs.prepareScenarios()
      return try await Runs.drey.command(
        ["run", Runs.scenarios, "--detached", "--name", name] + options + ["--", "--scenario", scenario])
    }

    @Test(arguments: ["application", "job"]) func itReturnsOnceTheClusterRunsAndIsRemovedAtTheEnd(
      mode: String
    ) async throws {
      let before = try await Leftovers.find()
      let name = Runs.uniqueName("detached")
      let run = try await start("two-jobs", name: name, options: ["--mode", mode])
      #expect(run.exitCode == .finished, "\(run.messages)")
      #expect(run.records == [name])
      #expect(try await Leftovers.settled(to: before, within: .seconds(30)) == before)
    }

    @Test func itGoesOnUntilItIsDeleted() async throws {
      let before = try await Leftovers.find()
      let name = Runs.uniqueName("detached")
      let run = try await start("endless", name: name)
      #expect(run.records == [name], "\(run.messages)")
      let list = try await Runs.drey.command(["list", "-q"])
      #expect(list.records.contains(name))
      let delete = try await Runs.drey.command(["delete", name])
      #expect(delete.exitCode == .finished, "\(delete.messages)")
      #expect(try await Leftovers.settled(to: before, within: .seconds(10)) == before)
    }

    @Test func recordsAreInTheLogsOfAClusterThatIsKept() async throws {
      let before = try await Leftovers.find()
      let name = Runs.uniqueName("detached")
      let run = try await start("trivial", name: name, options: ["--on-success", "keep"])
      #expect(run.exitCode == .finished, "\(run.messages)")
      let logs = try await Runs.drey.command(["logs", name, "--follow"])
      #expect(logs.records.sorted() == ["one", "three", "two"], "\(logs.messages)")
      _ = try await Runs.drey.command(["delete", name])
      #expect(try await Leftovers.settled(to: before, within: .seconds(10)) == before)
    }

    @Test func whatKeepsItFromStartingIsSaid() async throws {
      let before = try await Leftovers.find()
      let run = try await start(
        "trivial", name: Runs.uniqueName("detached"), options: ["--network", "no-such-network"])
      #expect(run.exitCode == .usage, "\(run.messages)")
      #expect(run.records.isEmpty)
      #expect(run.messages.contains { $0.contains("no-such-network") }, "\(run.messages)")
      #expect(try await Leftovers.find() == before)
    }
  }
}
