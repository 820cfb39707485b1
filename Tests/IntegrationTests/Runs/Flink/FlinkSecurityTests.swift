import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs.Flink {
  /// Flink's REST API asks nobody who he is; what stands before it does.
  @Suite(.serialized) struct Security {
    /// The status of a call, asked for from this machine.
    private func status(_ port: Int, _ path: String, _ options: [String] = []) async throws -> String {
      let curl = try await ComposeProject.run(
        "curl", ["-s", "-o", "/dev/null", "-w", "%{http_code}"] + options + ["http://127.0.0.1:\(port)\(path)"])
      return curl.lines.last ?? ""
    }

    @Test func nobodyGetsInWithoutTheToken() async throws {
      try await FlinkSession.with { session in
        let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
        defer { engine.close() }
        let container = try await engine.containers.inspect("drey-\(session.name)-jobmanager")
        let binding = try #require(container.ports[Port(8081)]?.first)
        let port = try #require(binding.hostPort)
        #expect(binding.hostAddress == "127.0.0.1")
        for path in ["/", "/overview", "/v1/overview", "/jars", "/v1/jars/upload", "/cluster", "/index.html"] {
          #expect(try await status(port, path) == "401", "\(path)")
          #expect(try await status(port, path, ["-H", "Authorization: Bearer wrong"]) == "401", "\(path)")
        }
        #expect(try await status(port, "/v1/cluster", ["-X", "DELETE"]) == "401")
        let list = try await Runs.drey.command(["job", "list", "--cluster", session.name])
        #expect(list.exitCode == .finished, "\(list.messages)")
      }
    }

    @Test func membersAreHardenedAndFlinksOwnPortIsClosed() async throws {
      try await FlinkSession.with { session in
        let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
        defer { engine.close() }
        var addresses: [String] = []
        for member in ["jobmanager", "taskmanager-1"] {
          let top = try await ComposeProject.run(
            "docker", ["top", "drey-\(session.name)-\(member)", "-eo", "pid,comm"])
          let pids = top.lines.filter { $0.hasSuffix(" java") }.compactMap { $0.split(separator: " ").first }
          #expect(pids.count == 1, "one JVM: \(top.lines)")
          let status = try String(contentsOf: URL(filePath: "/proc/\(pids.first ?? "")/status"), encoding: .utf8)
          #expect(status.contains("CapEff:\t0000000000000000") && status.contains("NoNewPrivs:\t1"))
          #expect(status.contains("Uid:\t9999"))
          let networks = try await engine.containers.inspect("drey-\(session.name)-\(member)").networks
          addresses += networks.values.map(\.ipAddress)
        }
        // 18081 is where Flink itself listens, on its container's loopback.
        for address in addresses {
          let curl = try await ComposeProject.run("curl", ["-s", "-m", "2", "http://\(address):18081/v1/overview"])
          #expect(!curl.isSuccess && curl.lines.isEmpty, "\(address)")
        }
      }
    }
  }
}
