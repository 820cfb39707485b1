import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

@testable import DreyDeploy

extension LocalRuns {
  /// A session's cluster outlives whoever makes it; the real JobManager and TaskManagers.
  @Suite(.serialized) struct Sessions {
    /// A session without a client, which is gone afterwards.
    private func withSession(
      _ body: (LocalMachine, LocalTarget, ObservedCluster) async throws -> Void
    ) async throws {
      try await LocalRuns.withMachine { machine in
        var target = try LocalTarget.connect(environment: machine.drey.environment)
        // The tests' own executable is no drey.
        target.executable = Runs.drey.executable
        let spec = ClusterSpec(name: try ClusterName("queries"), taskManagers: 2)
        let images = try await target.images(for: nil, on: ClusterEngine(), observer: QuietObserver())
        let run = JobID.random().hex
        let planned = try await target.plan(
          try SessionMode().layout(of: spec, images: images), run: run, lifetime: ClusterLifetime(created: 0))
        do {
          try await planned.create(starting: {}, doing: { _ in })
          try await body(machine, target, try #require(try await target.find("queries").first))
        } catch {
          try await target.removeAll(.run(run))
          throw error
        }
        try await target.removeAll(.run(run))
        #expect(machine.leftovers() == [])
      }
    }

    /// What the REST API answers.
    private func get(_ path: String, at access: RestAccess, token: String?) async throws -> [String] {
      let authorization = token.map { "Authorization: Bearer \($0)\\r\\n" } ?? ""
      let request = "GET \(path) HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\(authorization)\\r\\n"
      let script = "exec 3<>/dev/tcp/\(access.host)/\(access.port) && printf '\(request)' >&3 && cat <&3"
      return try await ChildProcess.capture(
        ChildProcess.Configuration(executable: "bash", arguments: ["-c", script])
      ).standardOutput
    }

    @Test func clientsEnterWithTheToken() async throws {
      try await withSession { machine, target, cluster in
        #expect(cluster.state == .running && cluster.mode == "session")
        let access = try await target.restAccess(of: cluster)
        let token = try #require(access.token)
        #expect(access.host == "127.0.0.1" && !"\(access)".contains(token))
        let overview = try await get("/overview", at: access, token: token)
        #expect(overview.first?.contains(" 200 ") == true, "\(overview)")
        let refused = try await get("/overview", at: access, token: nil)
        #expect(refused.first?.contains(" 401 ") == true, "\(refused)")
        // TaskManagers are not told where the token is.
        for process in machine.processes() where process.member.hasPrefix("taskmanager") {
          let environment = try Data(contentsOf: URL(filePath: "/proc/\(process.id)/environ"))
          #expect(!String(decoding: environment, as: UTF8.self).contains("rest-token"))
        }
      }
    }

    /// Nobody waits for it but its supervisor.
    @Test func exitCodesAreKnownAndTheRestGoesOn() async throws {
      try await withSession { machine, target, cluster in
        let member = try #require(cluster.members.last)
        try await target.kill(member)
        let found = try #require(try await target.find("queries").first)
        let after = try await target.inspect(found)
        #expect(after.state == .partial)
        #expect(after.members.map(\.details?.exitCode) == [nil, nil, 137])
        #expect(after.members.map(\.state.word) == ["running", "running", "exited"])
        _ = try await target.restAccess(of: after)
        try await target.kill(try #require(after.members.first))
        let failure = try await #require(throws: Failure.self) { try await target.restAccess(of: after) }
        #expect(failure.domain == .usage && failure.message.contains("exited"), "\(failure)")
      }
    }

    @Test func commandsSeeTheSession() async throws {
      try await withSession { machine, _, _ in
        let list = try await machine.command("list")
        #expect(list.records.contains { $0.contains("queries") && $0.contains("session") && $0.contains("running") })
        let logs = try await machine.command("logs", "queries")
        #expect(logs.messages.contains { $0.contains("REST API on port") }, "\(logs.messages)")
        #expect(try await machine.command("gc").records.isEmpty)
        #expect(try await machine.command("delete", "queries").exitCode == .finished)
        #expect(machine.leftovers() == [])
      }
    }

    /// As a user would: start it, run in it twice, see the jobs, stop it.
    @Test func jobsOfManyRunsShareASession() async throws {
      try await LocalRuns.withMachine { machine in
        let start = try await machine.drey.command(
          ["session", "start", "shared", "--target", "local", "--task-managers", "2"])
        #expect(start.exitCode == .finished, "\(start.messages)")
        for _ in 0..<2 {
          let run = try await machine.scenario(
            "trivial", options: ["--mode", "session", "--cluster", "shared", "--parallelism", "2"])
          #expect(run.exitCode == .finished, "\(run.messages)")
          #expect(run.records.sorted() == ["one", "three", "two"])
        }
        let jobs = try await machine.drey.command(["job", "list", "--target", "local"])
        #expect(jobs.records.filter { $0.contains("FINISHED") }.count == 2, "\(jobs.records) \(jobs.messages)")
        let stop = try await machine.drey.command(["session", "stop", "shared", "--target", "local"])
        #expect(stop.exitCode == .finished, "\(stop.messages)")
        #expect(machine.leftovers() == [])
      }
    }

    /// The results of the jobs before take more than a submission, or a message to a worker, could hold.
    @Test func aJobFindsTheResultsOfAllThatItsMainExecutedBefore() async throws {
      try await LocalRuns.withMachine { machine in
        let start = try await machine.drey.command(["session", "start", "shared", "--target", "local"])
        #expect(start.exitCode == .finished, "\(start.messages)")
        let run = try await machine.scenario(
          "collect", options: ["--mode", "session", "--cluster", "shared"],
          arguments: ["--jobs", "12", "--bytes", "900000"])
        #expect(run.exitCode == .finished, "\(run.messages.suffix(20))")
        #expect(run.records == ["1200 records"])
        let stop = try await machine.drey.command(["session", "stop", "shared", "--target", "local"])
        #expect(stop.exitCode == .finished, "\(stop.messages)")
        #expect(machine.leftovers() == [])
      }
    }

    /// A start that cannot succeed leaves nothing.
    @Test func sessionThatCannotStartLeavesNothing() async throws {
      try await LocalRuns.withMachine { machine in
        let start = try await machine.drey.command(
          ["session", "start", "refused", "--target", "local", "-D", "heartbeat.interval=often"])
        #expect(start.exitCode != .finished, "\(start.messages)")
        #expect(start.messages.contains { $0.contains("heartbeat.interval") }, "\(start.messages)")
        #expect(machine.leftovers() == [])
      }
    }

    /// The folder may go with the login that it belonged to; the processes are found all the same.
    @Test func processesWithoutAFolderAreFoundAndRemoved() async throws {
      try await withSession { machine, target, cluster in
        let folder = "\(machine.folder)/drey/clusters/\(cluster.name).\(cluster.run)"
        try FileManager.default.removeItem(atPath: folder)
        #expect(try await target.find("queries").map(\.state) == [.leftovers])
        #expect(try await machine.command("delete", "queries").exitCode == .finished)
        #expect(machine.leftovers() == [])
      }
    }
  }
}

private struct QuietObserver: RunObserver {
  func progress(_ phase: RunPhase, _ text: String) {}
  func detail(_ phase: RunPhase, _ text: String) {}
  func event(_ event: ClusterEvent, from member: String) {}
  func records(_ bytes: [UInt8]) {}
}
