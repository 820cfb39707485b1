import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// Every kind of bad spec is one error that names the place, before anything is created.
  @Suite(.serialized, .timeLimit(.minutes(5))) struct BadSpecs {
    struct Bad: Sendable, CustomTestStringConvertible {
      var lines: String
      /// What the error has to say.
      var parts: [String]
      var testDescription: String { lines }
    }

    @Test(arguments: [
      Bad(lines: "paralelism: 1", parts: ["bad.yaml:3:1", "unknown key 'paralelism'", "Did you mean 'parallelism'?"]),
      Bad(lines: "taskManager:\n  slot: 1", parts: ["bad.yaml:4:3", "Did you mean 'slots'?"]),
      Bad(lines: "parallelism: many", parts: ["bad.yaml:3:14", "expected a whole number, found 'many'"]),
      Bad(lines: "taskManager: {replicas: 2, slots: [1]}", parts: ["bad.yaml:3:35", "taskManager.slots"]),
      Bad(lines: "parallelism: 9", parts: ["bad.yaml:3:14", "parallelism 9 needs 9 slots"]),
      Bad(lines: "taskManager: {memory: 1m}", parts: ["bad.yaml:3:23", "taskManager.memory", "at least 64 MiB"]),
      Bad(lines: "network: {join: [no-such-net]}", parts: ["network.join", "there is no network 'no-such-net'"]),
      Bad(lines: "name: Bad_Name", parts: ["bad.yaml:3:7", "'Bad_Name' is not a cluster name"]),
      Bad(lines: "mode: sesion", parts: ["bad.yaml:3:7", "unknown mode 'sesion'"]),
    ])
    func isOneErrorThatNamesThePlace(bad: Bad) async throws {
      for command in ["plan", "apply"] { try await expectRefusal(bad, command) }
    }

    @Test func aNameThatIsTakenIsRefused() async throws {
      try await TestSession.with { session in
        let bad = Bad(lines: "name: \(session.name)", parts: ["'\(session.name)'", "mode: session -> application"])
        for command in ["plan", "apply"] { try await expectRefusal(bad, command) }
        let run = try await session.run("trivial")
        #expect(run.exitCode == .finished, "\(run.messages)")
      }
    }

    /// Nothing but questions, and the making of images, may have reached the engine.
    private func expectRefusal(_ bad: Bad, _ command: String) async throws {
      try await Runs.prepareScenarios()
      try await Runs.withScratch { folder in
        let proxy = try EngineProxy(path: "\(folder)/engine.sock")
        defer { proxy.close() }
        let spec =
          "apiVersion: drey.dev/v1\napplication: {source: \(Runs.scenarios), arguments: [--scenario, trivial]}\n"
        try Data("\(spec)\(bad.lines)\n".utf8).write(to: URL(filePath: "\(folder)/bad.yaml"))
        var drey = Runs.drey
        drey.environment["DOCKER_HOST"] = "unix://\(proxy.path)"
        let run = try await drey.command([command, "-f", "\(folder)/bad.yaml"])
        #expect(run.exitCode == .usage, "\(run.termination) \(run.messages)")
        #expect(run.output.isEmpty)
        #expect(run.messages.count { $0.hasPrefix("error:") } == 1, "\(run.messages)")
        for part in bad.parts {
          #expect(run.messages.contains { $0.contains(part) }, "no '\(part)' in \(run.messages)")
        }
        let calls = proxy.calls.filter { $0.method != "GET" && $0.pattern != "/build" }
        #expect(calls.isEmpty, "\(calls)")
      }
    }
  }
}
