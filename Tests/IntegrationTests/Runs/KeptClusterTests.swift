import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// Clusters that stay: how they are found, looked at and removed.
  @Suite(.serialized) struct KeptClusters {
    private struct Row: Decodable {
      var name: String
      var state: String
      var taskManagers: Int
      var slots: Int?
      var created: Int?
      var expires: Int?
    }

    private struct Inspected: Decodable {
      struct Member: Decodable {
        struct Details: Decodable { var exitCode: Int? }
        var name: String
        var containerID: String
        var image: String
        var state: String
        var labels: [String: String]
        var details: Details?
      }
      struct Network: Decodable { var subnets: [String] }
      var mode: String
      var members: [Member]
      var networks: [Network]
      var volumes: [String]
      var labels: [String: String]
    }

    private func listed(_ name: String) async throws -> Row? {
      let run = try await Runs.drey.command(["list", "--output", "json"])
      #expect(run.exitCode == .finished, "\(run.messages)")
      return try JSONDecoder().decode([Row].self, from: Data(run.output)).first { $0.name == name }
    }

    /// The kept cluster of a run, which is gone afterwards whatever the body does.
    private func withKept(
      _ options: [String], _ scenario: String, _ body: (String, DreyRun) async throws -> Void
    )
      async throws
    {
      let name = Runs.uniqueName("kept")
      let run = try await Runs.scenario(scenario, options: ["--name", name, "--task-managers", "2"] + options)
      do { try await body(name, run) } catch {
        _ = try await Runs.drey.command(["delete", "--ignore-missing", name])
        throw error
      }
      _ = try await Runs.drey.command(["delete", "--ignore-missing", name])
      #expect(try await Leftovers.find(of: name) == .none)
    }

    @Test func keptClusterIsListedAndInspected() async throws {
      try await withKept(["--on-success", "keep", "--slots", "2"], "trivial") { name, run in
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.messages.contains { $0.contains("drey delete \(name)") }, "\(run.messages)")
        let row = try #require(try await listed(name))
        #expect((row.state, row.taskManagers, row.slots) == ("ended", 2, 4))
        #expect(row.created != nil && row.expires == nil)
        #expect(try await Runs.drey.command(["list", "-q"]).records.contains(name))

        let inspection = try await Runs.drey.command(["inspect", name, "--output", "json"])
        let cluster = try #require(try JSONDecoder().decode([Inspected].self, from: Data(inspection.output)).first)
        #expect(cluster.mode == "application")
        #expect(cluster.members.map(\.name) == ["jobmanager", "taskmanager-1", "taskmanager-2"])
        #expect(cluster.members.map(\.details?.exitCode) == [0, 0, 0])
        #expect(cluster.members.allSatisfy { $0.containerID.count == 64 && $0.image.hasPrefix("drey/") })
        #expect(cluster.members[1].labels["dev.drey.slots"] == "2")
        #expect(cluster.networks.first?.subnets.count == 1)
        #expect(cluster.volumes == ["drey-\(name)-secrets", "drey-\(name)-state"])
        #expect(cluster.labels["dev.drey.cluster"] == name)
        let text = try await Runs.drey.command(["inspect", name])
        #expect(text.records.contains { $0.contains("taskmanager-2") && $0.contains("exited") }, "\(text.records)")
      }
    }

    @Test func logsAreThoseOfTheRun() async throws {
      try await withKept(["--on-success", "keep"], "trivial") { name, _ in
        for options in [[], ["--follow"]] {
          let logs = try await Runs.drey.command(["logs", name] + options)
          #expect(logs.exitCode == .finished, "\(logs.messages)")
          #expect(logs.records.sorted() == ["one", "three", "two"])
          #expect(logs.messages.contains { $0.contains("taskmanager-2 registered") }, "\(logs.messages)")
          #expect(logs.messages.last?.contains("application SUCCEEDED") == true, "\(logs.messages)")
        }
        let workers = try await Runs.drey.command(["logs", name, "--role", "taskmanager"])
        #expect(workers.records.count == 3)
        #expect(!workers.messages.contains { $0.contains("application") }, "\(workers.messages)")
        let last = try await Runs.drey.command(["logs", name, "--member", "jobmanager", "--tail", "1"])
        #expect(last.records.isEmpty)
        #expect(last.messages.count == 1, "\(last.messages)")
        let absent = try await Runs.drey.command(["logs", name, "--member", "taskmanager-9"])
        #expect(absent.exitCode == .usage)
        #expect(absent.messages.contains { $0.contains("taskmanager-2") }, "\(absent.messages)")
      }
    }

    @Test func deletingTwiceSaysSoAndRemovesWhatThereIs() async throws {
      try await withKept(["--on-success", "keep"], "no-job") { name, _ in
        let unknown = Runs.uniqueName("unknown")
        let both = try await Runs.drey.command(["delete", unknown, name])
        #expect(both.exitCode == .usage)
        #expect(both.records == [name])
        #expect(both.messages.contains { $0.contains("no cluster '\(unknown)'") }, "\(both.messages)")
        #expect(try await Leftovers.find(of: name) == .none)
        #expect(try await Runs.drey.command(["delete", name]).exitCode == .usage)
        #expect(try await Runs.drey.command(["delete", "--ignore-missing", name]).exitCode == .finished)
      }
    }

    @Test func onlyTheEndThatWasNamedIsKept() async throws {
      try await withKept(["--on-failure", "keep"], "no-job") { name, run in
        #expect(run.exitCode == .finished, "\(run.messages)")
        let left = try await Leftovers.find(of: name)
        #expect(left == .none)
      }
    }

    @Test func clusterOfARunThatTimedOutIsStoppedAndKept() async throws {
      try await withKept(["--on-failure", "keep", "--timeout", "3s"], "endless") { name, run in
        #expect(run.exitCode == .timedOut, "\(run.messages)")
        #expect(run.messages.contains { $0.hasPrefix("post-mortem: ") }, "\(run.messages)")
        let state = try await listed(name)?.state
        #expect(state == "ended")
      }
    }

    @Test func loneNetworkIsListedAsLeftoversAndDeleted() async throws {
      let name = Runs.uniqueName("lone")
      let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
      defer { engine.close() }
      _ = try await engine.networks.create(NetworkSpec(name: name, labels: ["dev.drey.cluster": name]))
      #expect(try await listed(name)?.state == "leftovers")
      #expect(try await Runs.drey.command(["delete", name]).exitCode == .finished)
      #expect(try await Leftovers.find(of: name) == .none)
    }

    @Test(arguments: ["inspect", "logs", "delete"]) func unknownClusterIsBadUsage(command: String) async throws {
      let run = try await Runs.drey.command([command, "no-such-cluster-anywhere"])
      #expect(run.exitCode == .usage)
      #expect(run.output.isEmpty)
      #expect(run.messages.contains { $0.contains("no cluster 'no-such-cluster-anywhere'") }, "\(run.messages)")
      #expect(run.messages.contains { $0.contains("drey list") }, "\(run.messages)")
    }

    @Test(arguments: [["list"], ["inspect", "a"], ["logs", "a"], ["delete", "a"], ["gc"]])
    func noEngineIsAnInfrastructureFailure(command: [String]) async throws {
      var drey = Runs.drey
      drey.environment["DOCKER_HOST"] = "unix:///no/such.sock"
      let run = try await drey.command(command)
      #expect(run.exitCode == .infrastructure)
      #expect(run.messages.contains { $0.contains("drey doctor") }, "\(run.messages)")
    }
  }
}
