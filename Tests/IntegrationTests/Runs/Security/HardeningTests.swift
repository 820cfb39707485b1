import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// What the engine itself says of the containers of every mode, and what nobody says anywhere.
  @Suite(.serialized, .timeLimit(.minutes(10))) struct Hardening {
    /// Of `docker inspect`, which shows more than the Engine API's client asks for.
    private struct Inspection: Decodable {
      struct Config: Decodable {
        var user: String
        enum CodingKeys: String, CodingKey { case user = "User" }
      }
      struct Host: Decodable {
        var isPrivileged: Bool
        var added: [String]?
        var dropped: [String]?
        var security: [String]?
        var isReadOnly: Bool
        var usesInit: Bool?
        var memory: Int
        var memorySwap: Int
        var nanoCPUs: Int
        var pidsLimit: Int?
        var pidMode: String
        var ipcMode: String

        enum CodingKeys: String, CodingKey {
          case isPrivileged = "Privileged"
          case added = "CapAdd"
          case dropped = "CapDrop"
          case security = "SecurityOpt"
          case isReadOnly = "ReadonlyRootfs"
          case usesInit = "Init"
          case memory = "Memory"
          case memorySwap = "MemorySwap"
          case nanoCPUs = "NanoCpus"
          case pidsLimit = "PidsLimit"
          case pidMode = "PidMode"
          case ipcMode = "IpcMode"
        }
      }
      var config: Config
      var host: Host

      enum CodingKeys: String, CodingKey {
        case config = "Config"
        case host = "HostConfig"
      }
    }

    @Test(arguments: ["application", "job", "session"]) func containersMayDoNothingButTheirWork(
      mode: String
    ) async throws {
      try await RunningCluster.with(mode: mode, scenario: "endless") { cluster in
        for member in RunningCluster.members {
          let text = try await Self.capture("docker", ["inspect", cluster.container(member)])
          let seen = try #require(try JSONDecoder().decode([Inspection].self, from: Data(text.utf8)).first)
          let host = seen.host
          #expect(seen.config.user == "9999:9999")
          #expect(!host.isPrivileged && (host.added ?? []).isEmpty && host.dropped == ["ALL"])
          #expect(host.security?.contains { $0.hasPrefix("no-new-privileges") } == true)
          #expect(host.isReadOnly && host.usesInit == true)
          #expect(host.memory > 0 && host.memorySwap == host.memory && host.nanoCPUs > 0)
          #expect((host.pidsLimit ?? 0) > 0 && host.pidMode.isEmpty && host.ipcMode != "host")
          #expect(!text.contains("docker.sock"))
          try await Self.checkProcess(cluster, member)
        }
      }
    }

    /// What the kernel says of a member's first process, where it is on this machine.
    private static func checkProcess(_ cluster: RunningCluster, _ member: String) async throws {
      let pid = try await cluster.engine.containers.inspect(cluster.container(member)).state.pid
      let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
      func field(_ name: String) -> [Substring] {
        status.split(separator: "\n").first { $0.hasPrefix("\(name):") }?.split(whereSeparator: \.isWhitespace)
          .dropFirst().map { $0 } ?? []
      }
      #expect(field("Uid").allSatisfy { $0 == "9999" } && !field("Uid").isEmpty)
      for set in ["CapPrm", "CapEff", "CapBnd"] { #expect(field(set) == ["0000000000000000"], "\(member) \(set)") }
      #expect(field("NoNewPrivs") == ["1"])
    }

    @Test(arguments: ["application", "job", "session"]) func secretsAppearNowhere(mode: String) async throws {
      try await RunningCluster.with(mode: mode, scenario: "endless") { cluster in
        var secrets = [try await cluster.file(ContainerContract.Path.clusterSecret, in: "jobmanager")]
        if mode == "session" {
          secrets.append(try await cluster.file(ContainerContract.Path.restToken, in: "jobmanager"))
        }
        for (place, text) in try await Self.texts(of: cluster) {
          // A TaskManager whose job prints nothing has nothing to say.
          #expect(!text.isEmpty || place.hasPrefix("logs taskmanager"), "\(place)")
          for secret in secrets { #expect(secret.count >= 64 && !text.contains(secret), "\(mode): \(place)") }
        }
      }
    }

    /// All that anybody gets to see of a cluster.
    private static func texts(of cluster: RunningCluster) async throws -> [(String, String)] {
      var texts: [(String, String)] = []
      for member in RunningCluster.members {
        texts.append(("inspect \(member)", try await capture("docker", ["inspect", cluster.container(member)])))
        texts.append(("logs \(member)", try await capture("docker", ["logs", cluster.container(member)])))
      }
      texts.append(("network", try await capture("docker", ["network", "inspect", "drey-\(cluster.name)"])))
      texts.append(("volume", try await capture("docker", ["volume", "inspect", "drey-\(cluster.name)-secrets"])))
      for command in [
        ["inspect", cluster.name], ["inspect", cluster.name, "--output", "json"], ["logs", cluster.name],
      ] {
        let run = try await Runs.drey.command(command)
        texts.append(("drey \(command)", (run.records + run.messages).joined(separator: "\n")))
      }
      texts.append(("messages", cluster.messages.tail.joined(separator: "\n")))
      return texts
    }

    /// A failure's post-mortem and the plan, in the modes whose runs write them.
    @Test(arguments: ["application", "job"]) func secretsAreInNoPostMortemAndNoPlan(mode: String) async throws {
      let name = Runs.uniqueName("leaky")
      try await Runs.withScratch { folder in
        let run = try await Runs.scenario(
          "map-throws", options: ["--mode", mode, "--name", name, "--post-mortem", folder, "--on-failure", "keep"])
        #expect(run.exitCode == .jobFailed, "\(run.messages)")
        let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
        defer { engine.close() }
        let archive = try await engine.containers.downloadArchive(
          "drey-\(name)-jobmanager", from: ContainerContract.Path.clusterSecret
        ).collect(upTo: 1 << 20)
        let contents = try #require(try TarReader.entries(of: archive).first { $0.kind == .file }?.contents)
        let secret = String(decoding: contents, as: UTF8.self)
        #expect(secret.count == 64)
        let found = try await Self.capture("grep", ["-rlF", secret, folder])
        #expect(found.isEmpty, "\(found)")
        #expect(try await Self.capture("grep", ["-rl", "create from", folder]).contains("plan.txt"))
        #expect(!run.messages.contains { $0.contains(secret) })
      }
      _ = try await Runs.drey.command(["delete", name])
      #expect(try await Leftovers.find(of: name) == .none)
    }

    /// A session that could not be started writes a post-mortem as well.
    @Test func whatIsASecretOfASessionIsInNoPostMortem() async throws {
      try await Runs.withScratch { folder in
        let start = try await Runs.drey.command([
          "session", "start", Runs.uniqueName("hasty"), "--timeout", "1ms", "--post-mortem", folder,
        ])
        #expect(start.exitCode == .infrastructure, "\(start.messages)")
        #expect(try await !Self.capture("grep", ["-rl", "put the REST token", folder]).isEmpty)
        // Secrets and tokens are 64 hexadecimal digits between others that are none; so are ids and hashes, which say so.
        let found = try await Self.capture(
          "grep", ["-rhoE", "--exclude=cluster.json", "(^|[^0-9a-f:])[0-9a-f]{64}([^0-9a-f]|$)", folder])
        #expect(found.isEmpty, "\(found)")
      }
    }

    @Test func nobodyEntersAnyPathOfASessionWithoutTheToken() async throws {
      try await RunningCluster.with(mode: "session", scenario: "endless") { cluster in
        let container = try await cluster.engine.containers.inspect(cluster.container("jobmanager"))
        let port = try #require(container.ports[Port(ContainerContract.Port.rest)]?.first?.hostPort)
        let token = try await cluster.file(ContainerContract.Path.restToken, in: "jobmanager")
        let wrong = String(token.reversed())
        let paths = [
          "/", "/overview", "/config", "/jobs", "/jobs/overview", "/taskmanagers", "/jars", "/no/such/path", "/../jobs",
        ]
        for (method, path) in paths.map({ ("GET", $0) }) + [
          ("POST", "/jars/upload"), ("POST", "/jobs"), ("DELETE", "/cluster"), ("PATCH", "/jobs/1"),
          ("PUT", "/overview"),
        ] {
          for header in [[], ["-H", "Authorization: Bearer \(wrong)"], ["-H", "Authorization: Basic \(token)"]] {
            let status = try await Self.capture(
              "curl",
              ["-s", "--path-as-is", "-o", "/dev/null", "-w", "%{http_code}", "-X", method]
                + header + ["http://127.0.0.1:\(port)\(path)"])
            #expect(status == "401", "\(method) \(path) \(header.count)")
          }
        }
      }
    }

    private static func capture(_ program: String, _ arguments: [String]) async throws -> String {
      let end = try await ChildProcess.capture(
        ChildProcess.Configuration(executable: program, arguments: arguments), lines: 100_000)
      return (end.standardOutput + end.standardError).joined(separator: "\n")
    }
  }
}
