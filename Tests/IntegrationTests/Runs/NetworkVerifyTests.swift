import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// Who reaches whom in clusters on the real engine.
  @Suite(.serialized) struct NetworkVerify {
    private struct Report: Decodable {
      struct Finding: Decodable {
        var from: String?
        var host: String
        var port: Int
        var what: String
        var found: ProbeResult.Outcome
        var isAsExpected: Bool
      }
      var cluster: String
      var findings: [Finding]
    }

    /// A cluster with a job that does not end by itself, which is gone afterwards.
    private func withEndless(_ options: [String], _ body: (String) async throws -> Void) async throws {
      _ = try await Runs.scenario("trivial", options: ["--dry-run"])
      let name = Runs.uniqueName("net")
      let (process, _) = try await Runs.drey.startUntil(
        "RUNNING",
        ["run", Runs.scenarios, "--name", name, "--task-managers", "2"] + options + ["--", "--scenario", "endless"])
      do { try await body(name) } catch {
        _ = await process.terminate(grace: .seconds(30))
        throw error
      }
      _ = await process.terminate(grace: .seconds(30))
      #expect(try await Leftovers.find(of: name) == .none)
    }

    private func verify(_ name: String) async throws -> (run: DreyRun, report: Report) {
      let run = try await Runs.drey.command(["network", "verify", name, "--output", "json"])
      let reports = try JSONDecoder().decode([Report].self, from: Data(run.output))
      return (run, try #require(reports.first, "\(run.messages)"))
    }

    @Test(arguments: ["application", "job"]) func aClusterIsAsItsModeSays(mode: String) async throws {
      try await withEndless(["--mode", mode]) { name in
        let (run, report) = try await verify(name)
        #expect(run.exitCode == .finished, "\(run.messages) \(report)")
        #expect(Set(report.findings.map(\.from)) == [nil, "jobmanager", "taskmanager-1", "taskmanager-2"])
        #expect(report.findings.contains { $0.from == "taskmanager-2" && $0.port == 6123 && $0.found == .connected })
        #expect(report.findings.contains { $0.from == "taskmanager-2" && $0.port == 8081 && $0.found == .refused })
      }
    }

    @Test func aMemberThatWasDisconnectedIsReported() async throws {
      let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
      defer { engine.close() }
      try await withEndless([]) { name in
        try await engine.networks.disconnect("drey-\(name)", container: "drey-\(name)-taskmanager-1")
        let (run, report) = try await verify(name)
        #expect(run.exitCode == .infrastructure)
        #expect(report.findings.contains { $0.from == "taskmanager-1" && $0.port == 6123 && !$0.isAsExpected })
        #expect(
          report.findings.contains {
            $0.from == "jobmanager" && $0.host == "taskmanager-1.drey-\(name)" && !$0.isAsExpected
          })
        #expect(!report.findings.contains { $0.from == "taskmanager-2" && $0.port == 6123 && !$0.isAsExpected })
      }
    }

    @Test func clustersDoNotReachEachOther() async throws {
      try await withEndless(["--isolated"]) { isolated in
        try await withEndless([]) { other in
          for (name, stranger) in [(isolated, other), (other, isolated)] {
            let (run, report) = try await verify(name)
            #expect(run.exitCode == .finished, "\(run.messages) \(report)")
            let attempts = report.findings.filter { $0.what == "the JobManager of \(stranger)" }
            #expect(attempts.count == 3 && attempts.allSatisfy { !$0.found.hasArrived }, "\(attempts)")
            let here = report.findings.filter { $0.what == "this machine" }
            #expect(here.isEmpty == (name == other) && here.allSatisfy { !$0.found.hasArrived }, "\(here)")
          }
        }
      }
    }

    @Test func anUnknownNetworkIsBadUsageAndAKnownOneIsJoined() async throws {
      let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
      defer { engine.close() }
      let network = Runs.uniqueName("users")
      _ = try await engine.networks.create(NetworkSpec(name: network))
      do {
        let unknown = try await Runs.scenario("trivial", options: ["--network", "\(network)x"])
        #expect(unknown.exitCode == .usage)
        #expect(unknown.messages.contains { $0.contains("Did you mean '\(network)'?") }, "\(unknown.messages)")
        try await withEndless(["--network", network]) { name in
          let members = try await engine.networks.inspect(network).containers.values.map(\.name).sorted()
          #expect(members == ["jobmanager", "taskmanager-1", "taskmanager-2"].map { "drey-\(name)-\($0)" })
        }
      } catch {
        try await engine.networks.remove(network)
        throw error
      }
      try await engine.networks.remove(network)
    }
  }
}
