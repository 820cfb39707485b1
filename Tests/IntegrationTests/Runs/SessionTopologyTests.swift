import ChildProcess
import DockerEngine
import DreyModel
import FoundationEssentials
import Testing

@testable import DreyDeploy

extension Runs {
  /// How a session is entered, on the real engine.
  @Suite(.serialized) struct SessionTopology {
    /// A session's cluster, which is gone afterwards whatever the body does.
    private func withSession(
      isolated: Bool, _ body: (DockerTarget, ObservedCluster) async throws -> Void
    ) async throws {
      let target = try await DockerTarget.connect(environment: ProcessInfo.processInfo.environment)
      defer { target.close() }
      let layout = try SessionMode().layout(
        of: ClusterSpec(name: try ClusterName(Runs.uniqueName("session")), isolated: isolated),
        images: try await target.images(for: nil, on: ClusterEngine(), observer: SilentObserver()))
      let runID = JobID.random().hex
      do {
        try await target.plan(layout, run: runID, lifetime: ClusterLifetime(created: ClusterLifetime.now()))
          .create(starting: {}, doing: { _ in })
        try await body(target, try #require(try await target.find(layout.name.text).first))
      } catch {
        try await target.removeAll(.run(runID))
        throw error
      }
      try await target.removeAll(.run(runID))
      #expect(try await Leftovers.find(of: layout.name.text) == .none)
    }

    /// What the REST API answers, once it does.
    private func get(_ path: String, at access: RestAccess, token: String?) async throws -> [String] {
      let authorization = token.map { "Authorization: Bearer \($0)\\r\\n" } ?? ""
      let request = "GET \(path) HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\(authorization)\\r\\n"
      let script = "exec 3<>/dev/tcp/\(access.host)/\(access.port) && printf '\(request)' >&3 && cat <&3"
      let deadline = ContinuousClock.now + .seconds(30)
      while true {
        let answer = try await ChildProcess.capture(
          ChildProcess.Configuration(executable: "bash", arguments: ["-c", script]))
        if !answer.standardOutput.isEmpty || ContinuousClock.now > deadline { return answer.standardOutput }
        try await Task.sleep(for: .milliseconds(100))
      }
    }

    @Test(arguments: [false, true]) func clientsEnterWithTheTokenThatTheEngineHolds(isolated: Bool) async throws {
      try await withSession(isolated: isolated) { target, cluster in
        let access = try await target.restAccess(of: cluster)
        #expect(access.host == "127.0.0.1")
        let token = try #require(access.token)
        #expect(token.utf8.count == 64 && !"\(access)".contains(token))
        let overview = try await get("/overview", at: access, token: token)
        #expect(overview.first?.contains(" 200 ") == true, "\(overview)")
        #expect(overview.contains { $0.contains("taskmanagers") }, "\(overview)")
        let refused = try await get("/overview", at: access, token: nil)
        #expect(refused.first?.contains(" 401 ") == true, "\(refused)")
        for member in cluster.members {
          let container = try await target.engine.containers.inspect(member.containerID)
          let isJobManager = member.role == "jobmanager"
          #expect(container.networks.keys.contains("drey-\(cluster.name).rest") == isJobManager)
          #expect(container.mounts.contains { $0.name == "drey-\(cluster.name)-rest-token" } == isJobManager)
          #expect(!"\(container)".contains(token))
        }
        // The TaskManager's container does not hold it, wherever one looks.
        let taskManager = try #require(cluster.taskManagers.first)
        await #expect(throws: DockerEngineError.self) {
          _ = try await target.engine.containers.downloadArchive(
            taskManager.containerID, from: ContainerContract.Path.restToken)
        }
      }
    }

    @Test(arguments: [false, true]) func aSessionIsAsItsModeSays(isolated: Bool) async throws {
      try await withSession(isolated: isolated) { target, cluster in
        let access = try await target.restAccess(of: cluster)
        #expect(try await get("/overview", at: access, token: access.token).first?.contains(" 200 ") == true)
        let verification = NetworkVerification(on: target, outside: ProbeAddress(host: "1.1.1.1", port: 443))
        let report = try #require(try await verification.verify(cluster.name).first)
        #expect(report.differences.isEmpty, "\(report.differences)")
        let entrance = ProbeAddress(host: "127.0.0.1", port: access.port)
        #expect(report.findings.contains { $0.check.to == entrance && $0.found == .connected })
        #expect(report.findings.contains { $0.check.from == nil && $0.check.expected == .closed })
      }
    }

    @Test func anEndedSessionIsNotEntered() async throws {
      try await withSession(isolated: false) { target, cluster in
        let jobManager = try #require(cluster.members.first)
        try await target.engine.containers.stop(jobManager.containerID, grace: .seconds(10))
        let failure = try await #require(throws: Failure.self) {
          try await target.restAccess(of: cluster)
        }
        #expect(failure.domain == .usage && failure.message.contains("exited"), "\(failure)")
      }
    }
  }
}

private struct SilentObserver: RunObserver {
  func progress(_ phase: RunPhase, _ text: String) {}
  func detail(_ phase: RunPhase, _ text: String) {}
  func event(_ event: ClusterEvent, from member: String) {}
  func records(_ bytes: [UInt8]) {}
}
