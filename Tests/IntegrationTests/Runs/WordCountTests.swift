import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  @Suite(.serialized) struct WordCount {
    /// 100 MB of real text, and its counts by the usual tools.
    private static func withText(_ body: (String, [String]) async throws -> Void) async throws {
      try await Runs.withScratch { folder in
        let text = "\(folder)/text"
        let script = """
          set -e
          license=/usr/share/common-licenses/GPL-3
          copies=$((100000000 / $(wc -c < $license) + 1))
          for i in $(seq $copies); do cat $license; done > \(text)
          chmod 755 \(folder)
          tr ' ' '\\n' < \(text) | grep -v '^$' | LC_ALL=C sort | uniq -c | awk '{ print $2 " " $1 }' | LC_ALL=C sort
          """
        let expected = try await ChildProcess.capture(
          ChildProcess.Configuration(executable: "sh", arguments: ["-c", script]), lines: 1_000_000)
        try #require(expected.termination.isSuccess)
        try #require(expected.standardOutput.count > 1000)
        try await body(text, expected.standardOutput)
      }
    }

    private static func sorted(_ records: [String]) -> [String] {
      records.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    @Test(.timeLimit(.minutes(15))) func countsOfAHundredMegabytesAreThoseOfTheUsualTools() async throws {
      try await Self.withText { text, expected in
        for (taskManagers, slots) in [(1, 1), (2, 1), (2, 2)] {
          let run = try await Runs.drey.run(
            Runs.wordCount,
            options: ["--task-managers", "\(taskManagers)", "--slots", "\(slots)", "--volume", "\(text):/data/text"],
            arguments: ["--input", "/data/text"])
          #expect(run.exitCode == .finished, "\(run.messages)")
          #expect(Self.sorted(run.records) == expected, "\(taskManagers) TaskManagers with \(slots) slots")
        }
        #expect(Self.sorted(try await Self.embedded(text)) == expected, "embedded")
      }
    }

    /// The executable that ran in the containers, by itself.
    private static func embedded(_ text: String) async throws -> [String] {
      let run = try await Drey(
        executable: "\(Runs.wordCount)/.build-drey/release/WordCount",
        environment: ["DREY_PARALLELISM": "2", "PATH": "/usr/bin"]
      ).command(["--input", text])
      #expect(run.exitCode == .finished, "\(run.messages)")
      return run.records
    }

    @Test func secondRunOfAPackageBuildsNothing() async throws {
      _ = try await Runs.drey.run(Runs.jobs, options: Runs.building("Scenarios"))
      let second = try await Runs.drey.run(
        Runs.jobs, options: ["-v", "--product", "Scenarios"], arguments: ["--scenario", "trivial"])
      #expect(second.exitCode == .finished, "\(second.messages)")
      #expect(second.records.sorted() == ["one", "three", "two"])
      #expect(!second.messages.contains { $0.contains("Compiling") || $0.contains("building drey/") })
    }
  }
}
