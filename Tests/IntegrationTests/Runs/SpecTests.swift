import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// Clusters from spec files.
  @Suite(.serialized) struct Specs {
    private static let example = "\(Runs.wordCount)/wordcount.yaml"

    @Test func planPrintsEveryCallAndCreatesNothing() async throws {
      let before = try await Leftovers.find()
      let run = try await Runs.drey.command(["plan", "-f", Self.example])
      #expect(run.exitCode == .finished, "\(run.messages)")
      #expect(run.records.filter { $0.contains(": create from drey/") }.count == 3, "\(run.records)")
      #expect(run.records.filter { $0.hasSuffix(": start (everything is in place)") }.count == 3)
      #expect(try await Leftovers.find() == before)
    }

    @Test func applyRunsWhatTheFileDescribes() async throws {
      let before = try await Leftovers.find()
      let run = try await Runs.drey.command(["apply", "-f", Self.example])
      #expect(run.exitCode == .finished, "\(run.messages)")
      #expect(run.records.contains("the 309"))
      #expect(try await Leftovers.find() == before)
    }

    @Test func badFileIsRefusedBeforeAnythingIsCreated() async throws {
      try await Runs.withScratch { folder in
        let path = "\(folder)/bad.yaml"
        try Data("apiVersion: drey.dev/v1\naplication: {source: x}\n".utf8).write(to: URL(filePath: path))
        let run = try await Runs.drey.command(["apply", "-f", path])
        #expect(run.exitCode == .usage)
        #expect(
          run.messages.contains { $0.contains("bad.yaml:2:1") && $0.contains("'application'") }, "\(run.messages)")
      }
    }
  }
}
