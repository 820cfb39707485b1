import ChildProcess
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// What is printed, for programs and on terminals.
  @Suite(.serialized) struct Outputs {
    private struct Line: Decodable {
      struct Job: Decodable {
        var name: String
        var status: String
      }
      struct Failure: Decodable {
        var domain: String
      }
      var type: String
      var line: String?
      var exitCode: Int?
      var status: String?
      var jobs: [Job]?
      var failure: Failure?
    }

    private func lines(_ run: DreyRun) throws -> [Line] {
      try run.records.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    @Test func everyLineOfARunIsJSONAndTheLastItsResult() async throws {
      let name = Runs.uniqueName("json")
      let run = try await Runs.scenario("two-jobs", options: ["--output", "json", "--name", name])
      let lines = try lines(run)
      #expect(lines.compactMap(\.line) == ["first", "second after FINISHED"])
      let result = try #require(lines.last)
      #expect(result.type == "result" && result.exitCode == 0 && result.status == "SUCCEEDED")
      #expect(result.jobs?.map(\.name) == ["First", "Second"])
      #expect(!run.messages.contains { $0.contains("\u{1B}") }, "no terminal, no display")
      #expect(try await Leftovers.find(of: name) == .none)
    }

    @Test func aFailedRunAndABadOneSayWhyInTheirResult() async throws {
      let failed = try lines(
        try await Runs.scenario("map-throws", options: ["--output", "json", "--post-mortem", "none"]))
      #expect(failed.last?.exitCode == 1 && failed.last?.failure?.domain == "user")
      #expect(failed.last?.jobs?.map(\.status) == ["FAILED"])
      let bad = try lines(try await Runs.scenario("trivial", options: ["--output", "json", "--slots", "0"]))
      #expect(bad.count == 1 && bad.last?.exitCode == 2 && bad.last?.failure?.domain == "usage")
    }

    @Test func logsAreJSONAsWell() async throws {
      let name = Runs.uniqueName("logs")
      let run = try await Runs.scenario("trivial", options: ["--name", name, "--on-success", "keep"])
      let logs = try lines(try await Runs.drey.command(["logs", name, "--output", "json"]))
      _ = try await Runs.drey.command(["delete", name])
      #expect(try await Leftovers.find(of: name) == .none)
      #expect(Set(logs.compactMap(\.line)) == Set(run.records))
      #expect(Set(logs.map(\.type)) == ["record", "event"])
    }

    /// `script` gives it a terminal for standard output and standard error alike.
    @Test func aTerminalShowsARunAndIsCleanAfterwards() async throws {
      let name = Runs.uniqueName("terminal")
      try await Runs.prepareScenarios()
      let run = "\(Runs.drey.executable) run \(Runs.scenarios) --name \(name) -- --scenario two-jobs"
      let command = "stty cols 70 rows 20; \(run)"
      let environment = Runs.drey.environment.merging(["TERM": "xterm", "NO_COLOR": "1"]) { $1 }
      let result = try await ChildProcess.capture(
        ChildProcess.Configuration(
          executable: "script", arguments: ["-qec", command, "/dev/null"], environment: environment))
      let text = result.standardOutput.joined(separator: "\n").replacing("\r", with: "")
      #expect(result.termination.isSuccess && text.contains("▸"), "\(text)")
      let records = text.split(separator: "\n").map { $0.split(separator: "\u{1B}[J").last ?? "" }
      #expect(records.contains("first") && records.contains("second after FINISHED"), "\(text)")
      let last = (text.split(separator: "\u{1B}[J").last ?? "").split(separator: "\n")
      #expect(last.count == 3, "\(last)")
      #expect(last.first?.hasSuffix("job     First FINISHED") == true && last.last?.hasPrefix("finished in") == true)
      #expect(try await Leftovers.find(of: name) == .none)
    }

    @Test func namesAreCompleted() async throws {
      try await TestSession.with { session in
        let names = try await Runs.drey.command(["---completion", "session", "stop", "--", "positional@0", "3", "0"])
        #expect(names.records.contains(session.name), "\(names.messages)")
        let run = try await session.run("trivial", options: ["--output", "json"])
        #expect(try lines(run).last?.exitCode == 0)
        let words = ["drey", "job", "show", "--cluster", session.name, ""]
        let jobs = try await Runs.drey.command(
          ["---completion", "job", "show", "--", "positional@0", "5", "0"] + words)
        #expect(jobs.records.first?.count == 32, "\(jobs.records) \(jobs.messages)")
      }
    }
  }
}
