import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension LocalRuns {
  /// Clusters that stay: how they are found, looked at and removed.
  @Suite(.serialized) struct Clusters {
    private struct Inspected: Decodable {
      struct Member: Decodable {
        struct Details: Decodable { var exitCode: Int? }
        var name: String
        var slots: Int?
        var details: Details?
      }
      var mode: String
      var members: [Member]
      var labels: [String: String]
    }

    private func withKept(
      _ options: [String], _ scenario: String, _ body: (LocalMachine, DreyRun) async throws -> Void
    ) async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.scenario(scenario, options: ["--name", "kept", "--task-managers", "2"] + options)
        do { try await body(machine, run) } catch {
          _ = try await machine.command("delete", "--ignore-missing", "kept")
          throw error
        }
        _ = try await machine.command("delete", "--ignore-missing", "kept")
        #expect(machine.leftovers() == [])
      }
    }

    @Test func keptClusterIsListedInspectedAndDeletedOnce() async throws {
      try await withKept(["--on-success", "keep", "--slots", "2"], "trivial") { machine, run in
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(machine.processes().isEmpty)
        #expect(run.messages.contains { $0.contains("drey delete kept --target local") }, "\(run.messages)")
        let list = try await machine.command("list")
        #expect(list.records.contains { $0.hasPrefix("kept ") && $0.contains("ended") }, "\(list.records)")
        let inspection = try await machine.command("inspect", "kept", "--output", "json")
        let cluster = try #require(try JSONDecoder().decode([Inspected].self, from: Data(inspection.output)).first)
        #expect(cluster.mode == "application" && cluster.labels["dev.drey.cluster"] == "kept")
        #expect(cluster.members.map(\.name) == ["jobmanager", "taskmanager-1", "taskmanager-2"])
        #expect(cluster.members.map(\.details?.exitCode) == [0, 0, 0])
        #expect(cluster.members.map(\.slots) == [nil, 2, 2])
        #expect(try await machine.command("delete", "kept").exitCode == .finished)
        #expect(machine.leftovers() == [])
        #expect(try await machine.command("delete", "kept").exitCode == .usage)
        #expect(try await machine.command("delete", "--ignore-missing", "kept").exitCode == .finished)
      }
    }

    @Test func logsAreThoseOfTheRun() async throws {
      try await withKept(["--on-success", "keep"], "trivial") { machine, _ in
        for options in [[], ["--follow"]] {
          let logs = try await machine.drey.command(["logs", "--target", "local", "kept"] + options)
          #expect(logs.exitCode == .finished, "\(logs.messages)")
          #expect(logs.records.sorted() == ["one", "three", "two"])
          #expect(logs.messages.contains { $0.contains("taskmanager-2 registered") }, "\(logs.messages)")
          #expect(logs.messages.last?.contains("application SUCCEEDED") == true, "\(logs.messages)")
        }
        let last = try await machine.command("logs", "kept", "--member", "jobmanager", "--tail", "1")
        #expect(last.records.isEmpty)
        #expect(last.messages.count == 1, "\(last.messages)")
      }
    }

    @Test func clusterOfARunThatTimedOutIsStoppedAndKept() async throws {
      try await withKept(["--on-failure", "keep", "--timeout", "3s"], "endless") { machine, run in
        #expect(run.exitCode == .timedOut, "\(run.messages)")
        #expect(machine.processes().isEmpty)
        let list = try await machine.command("list")
        #expect(list.records.contains { $0.hasPrefix("kept ") && $0.contains("ended") }, "\(list.records)")
        let inspection = try await machine.command("inspect", "kept")
        #expect(inspection.records.filter { $0.contains(" exited ") }.count == 3, "\(inspection.records)")
      }
    }

    @Test func runThatIsDeletedFromOutsideEnds() async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.start("endless", options: ["--name", "living", "--ttl", "1ms"])
        let follower = try await machine.drey.startUntil(
          "RUNNING", ["logs", "--target", "local", "living", "--follow"])
        let collected = try await machine.command("gc")
        #expect(collected.records.isEmpty, "its client lives: \(collected.records)")
        #expect(try await machine.command("delete", "living").exitCode == .finished)
        #expect(await follower.process.wait(upTo: .seconds(20)) != nil)
        let end = await run.process.wait(upTo: .seconds(30))
        #expect(end == .exited(ExitCode.infrastructure.rawValue), "\(run.messages.tail)")
      }
    }

    @Test func foldersOfClustersAreTheirOwnersAlone() async throws {
      try await withKept(["--on-success", "keep"], "no-job") { machine, _ in
        let clusters = "\(machine.folder)/drey/clusters"
        let name = try #require(machine.leftovers().first)
        for path in ["", "/secrets", "/jobmanager", "/usrlib"] {
          #expect(try Self.permissions(of: "\(clusters)/\(name)\(path)") == 0o700)
        }
        for file in ["cluster.json", "secrets/cluster", "jobmanager/output"] {
          #expect(try Self.permissions(of: "\(clusters)/\(name)/\(file)") == 0o600)
        }
      }
    }

    private static func permissions(of path: String) throws -> mode_t {
      var status = stat()
      try #require(stat(path, &status) == 0, "\(path)")
      return status.st_mode & 0o777
    }
  }
}
