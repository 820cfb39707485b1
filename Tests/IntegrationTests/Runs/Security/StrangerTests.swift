import ChildProcess
import ControlPlane
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs {
  /// Somebody who is in a cluster's network, but knows no secret of it, gets nowhere and disturbs nobody.
  @Suite(.serialized, .timeLimit(.minutes(10))) struct Strangers {
    /// What the scenario `exchange` prints, whatever strangers do meanwhile.
    private static let expected = (0..<10).map { "\($0) 20" }

    private func withExchange(_ body: (RunningCluster) async throws -> Void) async throws {
      try await RunningCluster.with(mode: "application", scenario: "exchange") { cluster in
        try await body(cluster)
        let end = await cluster.process.wait(upTo: .seconds(90))
        #expect(end == .exited(ExitCode.finished.rawValue), "\(cluster.messages.tail)")
        let lines = String(decoding: try cluster.output.contents(), as: UTF8.self).split(separator: "\n")
        #expect(lines.map(String.init).sorted() == Self.expected)
      }
    }

    @Test func aTaskManagerWithAnotherSecretIsNotRegistered() async throws {
      try await withExchange { cluster in
        let model = try await cluster.engine.containers.inspect(cluster.container("taskmanager-1"))
        var spec = ContainerSpec(image: model.config.image)
        spec.command =
          ["taskmanager"]
          + Self.options([
            .jobManagerAddress: "jobmanager", .taskManagerHost: "stranger", .taskManagerResourceID: "stranger",
            .registrationTimeout: "4000",
          ])
        spec.user = "9999:9999"
        spec.host.networkMode = "drey-\(cluster.name)"
        spec.host.tmpfs = [ContainerContract.Path.scratch: "rw,exec,mode=1777,size=64m"]
        let name = "stranger-\(cluster.name)"
        _ = try await cluster.engine.containers.create(spec, name: name)
        do {
          let said = try await Self.lastWords(of: name, on: cluster.engine)
          #expect(said.contains("wrong cluster secret"), "\(said)")
          let logs = try await Runs.drey.command(["logs", cluster.name, "--role", "jobmanager"])
          #expect(!logs.messages.contains { $0.contains("stranger") && $0.contains("registered") }, "\(logs.messages)")
        } catch {
          try await cluster.engine.containers.remove(name, force: true, volumes: true)
          throw error
        }
        try await cluster.engine.containers.remove(name, force: true, volumes: true)
      }
    }

    private static func options(_ values: [OptionKey: String]) -> [String] {
      Options(Dictionary(uniqueKeysWithValues: values.map { ($0.rawValue, $1) })).arguments
    }

    /// What a TaskManager that holds a made-up secret says until it gives up.
    private static func lastWords(of container: String, on engine: DockerEngine) async throws -> String {
      var archive = TarWriter()
      try archive.addFile("run/drey/secrets/cluster", Array(String(repeating: "f", count: 64).utf8), mode: 0o644)
      try await engine.containers.uploadArchive(container, to: "/", archive.body())
      let output = try await engine.containers.attach(container)
      let end = try await engine.containers.openWait(container, condition: .nextExit)
      try await engine.containers.start(container)
      #expect(try await end.exit().statusCode != 0)
      var text = ""
      for try await chunk in output { text += chunk.text }
      return text
    }

    @Test func anArtifactIsFetchedOnlyByWhoKnowsTheSecret() async throws {
      let executable = try Data(contentsOf: URL(filePath: Runs.scenarios))
      let sum = try await ChildProcess.capture(
        ChildProcess.Configuration(executable: "sha256sum", arguments: [Runs.scenarios]))
      let artifact = Artifact(
        sha256: String(try #require(sum.standardOutput.first).prefix(64)), size: executable.count)
      try await withExchange { cluster in
        let address = try await cluster.address(of: "jobmanager")
        let secret = try await cluster.file(ContainerContract.Path.clusterSecret, in: "jobmanager")
        try await Runs.withScratch { folder in
          func cache(_ secret: String) throws -> ArtifactCache {
            ArtifactCache(
              folder: "\(folder)/\(secret.prefix(8))", secret: try ClusterSecret(Array(secret.utf8)), host: address,
              port: ContainerContract.Port.blob)
          }
          let refused = try await #require(throws: Failure.self) {
            try await cache(String(repeating: "f", count: 64)).path(of: artifact)
          }
          #expect("\(refused)".contains("secret"), "\(refused)")
          let path = try await cache(secret).path(of: artifact)
          #expect(try Data(contentsOf: URL(filePath: path)) == executable)
        }
      }
    }

    @Test(.enabled(if: isRoot, "only root sees the sockets of containers"))
    func garbageAndForgedFramesReachNobody() async throws {
      try await withExchange { cluster in
        // First of all, where to: a worker is there for as long as its job.
        var targets: [(member: String, address: String, port: Int)] = []
        for member in RunningCluster.members {
          let address = try await cluster.address(of: member)
          let ports = try await cluster.listeningPorts(of: member)
          #expect(!ports.isEmpty, "\(member)")
          targets += ports.map { (member, address, $0) }
        }
        for (member, address, port) in targets {
          for bytes in Self.attacks {
            let answer = try Self.talk(to: address, port, bytes)
            // One byte 1 would be the welcome of a data connection.
            #expect(answer != [1], "\(member):\(port) took \(bytes.count) bytes of a stranger")
          }
        }
      }
    }

    /// Noise, a request of HTTP, a frame too long, a frame that is no handshake, and a data connection with a made-up
    /// token (see `DataHandshake`) that goes on with frames.
    private static var attacks: [[UInt8]] {
      let forged: [UInt8] = [0x44, 0x52, 0x45, 0x59, 1, 0] + [UInt8](repeating: 0, count: 12)
      return [
        (0..<4096).map { _ in UInt8.random(in: 0...255) }, Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8),
        [0xFF, 0xFF, 0xFF, 0xFF] + [UInt8](repeating: 7, count: 100), [0, 0, 0, 2] + Array("{}".utf8),
        forged + Array(String(repeating: "a", count: 64).utf8) + [UInt8](repeating: 9, count: 32 << 10),
      ]
    }

    /// Sends bytes, and reads what comes back until the other side closes, or nothing comes for a while.
    private static func talk(to address: String, _ port: Int, _ bytes: [UInt8]) throws -> [UInt8] {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      var limit = timeval(tv_sec: 0, tv_usec: 200_000)
      setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      var peer = sockaddr_in()
      peer.sin_family = sa_family_t(AF_INET)
      peer.sin_port = in_port_t(port).bigEndian
      try #require(inet_pton(AF_INET, address, &peer.sin_addr) == 1)
      let connected = withUnsafePointer(to: &peer) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      try #require(connected == 0, "\(address):\(port): \(String(cString: strerror(errno)))")
      _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
      var answer: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4096)
      while answer.count < 1 << 16 {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { break }
        answer += buffer[..<count]
      }
      return answer
    }
  }
}
