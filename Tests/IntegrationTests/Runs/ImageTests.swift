import DreyModel
import DreyTesting
import Testing

extension Runs {
  /// Drey's images on the engine.
  @Suite(.serialized) struct Images {
    @Test func imagesOfARunAreListedAndPrunedButForTheRuntimes() async throws {
      let run = try await Runs.scenario("no-job")
      #expect(run.exitCode == .finished, "\(run.messages)")
      let listed = try await Runs.drey.command(["image", "list"])
      #expect(listed.records.contains { $0.contains("drey/application:") && $0.contains("Scenarios") })
      let pruned = try await Runs.drey.command(["image", "prune"])
      #expect(pruned.exitCode == .finished, "\(pruned.messages)")
      #expect(pruned.records.contains { $0.hasPrefix("drey/application:") }, "\(pruned.records)")
      let left = try await Runs.drey.command(["image", "list", "-q"])
      #expect(left.records.contains { $0.hasPrefix("drey/jobmanager:") })
      #expect(!left.records.contains { pruned.records.contains($0) })
      // What was removed is built again where it is needed.
      #expect(try await Runs.scenario("no-job").exitCode == .finished)
    }

    @Test func buildNamesTheRuntimesImages() async throws {
      let run = try await Runs.drey.command(["image", "build", "-q"])
      #expect(run.exitCode == .finished, "\(run.messages)")
      #expect(run.records.map { $0.prefix { $0 != ":" } } == ["drey/jobmanager", "drey/taskmanager"])
    }
  }
}
