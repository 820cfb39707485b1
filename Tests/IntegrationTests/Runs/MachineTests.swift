import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// Tests that programs that work on their own work in a cluster, wherever the cluster and drey run.
  @Suite(.serialized) struct Machines {
    @Test(arguments: [["--mode", "application"], ["--mode", "job", "--task-managers", "2"], ["--target", "local"]])
    func aProgramFindsLocalTimeUsersCertificatesAndItsResources(options: [String]) async throws {
      try await Runs.prepareScenarios()
      try await Runs.withScratch { folder in
        // As if the package had resources: their folder lies beside the executable, which says where it was built.
        let bundle = "Machine_Table.resources"
        var executable = try Data(contentsOf: URL(filePath: Runs.scenarios))
        executable.append(contentsOf: Array("\0/nowhere/\(bundle)\0".utf8))
        try executable.write(to: URL(filePath: "\(folder)/Machine"))
        let files = FileManager.default
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/Machine")
        try files.createDirectory(atPath: "\(folder)/\(bundle)", withIntermediateDirectories: true)
        try Data("looked up".utf8).write(to: URL(filePath: "\(folder)/\(bundle)/table.txt"))
        var drey = Runs.drey
        drey.environment["TZ"] = "Europe/Berlin"
        let run = try await drey.run(
          "\(folder)/Machine", options: options,
          arguments: ["--scenario", "machine", "--resource", "\(bundle)/table.txt"])
        #expect(run.exitCode == .finished, "\(run.messages)")
        let records = Set(run.records)
        #expect(records.count == 4 && records.isSuperset(of: ["time 11:46", "resource looked up"]), "\(run.records)")
        guard !options.contains("local") else { return }
        #expect(records.contains("user drey") && records.contains("certificates -----BEGIN CERTIFICATE-----"))
      }
    }

    @Test func clustersThatJoinOneNetworkDoNotMeet() async throws {
      let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
      defer { engine.close() }
      try await Runs.prepareScenarios()
      // Docker asks a container's networks for a name in the order of theirs.
      let network = Runs.uniqueName("a-first")
      _ = try await engine.networks.create(NetworkSpec(name: network))
      do {
        try await withThrowingTaskGroup(of: DreyRun.self) { group in
          for _ in 0..<2 {
            group.addTask {
              try await Runs.drey.run(
                Runs.scenarios,
                options: ["--network", network, "--task-managers", "2", "--slots", "2", "--parallelism", "4"],
                arguments: ["--scenario", "exchange"])
            }
          }
          for try await run in group { #expect(run.exitCode == .finished, "\(run.messages)") }
        }
      } catch {
        try await engine.networks.remove(network)
        throw error
      }
      try await engine.networks.remove(network)
    }

    /// As in a CI job: nothing of the engine's machine is there but the engine's socket.
    @Test func dreyInAContainerEntersTheSessionsThatItStarts() async throws {
      try await Runs.prepareScenarios()
      let (name, client) = (Runs.uniqueName("ci"), Runs.uniqueName("ci-client"))
      let drey = ["exec", "-e", "LD_LIBRARY_PATH=/drey/lib", client, "/drey/bin/drey"]
      do {
        try await Self.docker([
          "run", "-d", "--rm", "--name", client, "-v", "/var/run/docker.sock:/var/run/docker.sock",
          "drey-test/debian-java:17", "sleep", "120",
        ])
        try await Self.copyDrey(to: client)
        try await Self.docker(drey + ["session", "start", name])
        let jobs = try await Self.docker(drey + ["job", "list", "--cluster", name])
        #expect(jobs.exitCode == 0)
        let run = try await Self.docker(
          drey + ["run", "/drey/bin/Scenarios", "--mode", "session", "--cluster", name, "--", "--scenario", "trivial"])
        #expect(run.output.split(separator: "\n").sorted() == ["one", "three", "two"], "\(run.output)")
        let volume = ["run", "/drey/bin/Scenarios", "--volume", "\(Runs.root)/no-such-folder:/data", "--"]
        let refused = try await Self.docker(
          drey + volume + ["--scenario", "trivial"], expecting: ExitCode.usage.rawValue)
        #expect(refused.messages.contains("on the engine's machine"), "\(refused.messages)")
        try await Self.docker(drey + ["session", "stop", name])
        #expect(try await Leftovers.find(of: name) == .none)
        try await Self.docker(["rm", "--force", client])
      } catch {
        _ = try? await Self.docker(["rm", "--force", client])
        _ = try? await Runs.drey.command(["delete", "--ignore-missing", name])
        throw error
      }
    }

    /// The executables, and the libraries that drey is linked with.
    private static func copyDrey(to container: String) async throws {
      let executable = Runs.drey.executable
      let needed = try await ChildProcess.capture(
        ChildProcess.Configuration(executable: "ldd", arguments: [executable])
      ).standardOutput.compactMap { line in
        line.split(separator: " ").first { $0.hasPrefix("/") }.map(String.init)
      }
      let runtime = ProcessInfo.processInfo.environment["DREY_RUNTIME"] ?? "\(Runs.root)/dist/libexec/drey/images"
      try await Runs.withScratch { folder in
        let script = """
          set -e; mkdir -p \(folder)/drey/bin \(folder)/drey/lib \(folder)/drey/libexec/drey
          cp -L \(executable) \(Runs.scenarios) \(folder)/drey/bin; cp -rL \(runtime) \(folder)/drey/libexec/drey/images
          cp -L \(needed.filter { !$0.contains("ld-linux") && !$0.contains("/libc.so") }.joined(separator: " ")) \(folder)/drey/lib
          docker cp \(folder)/drey \(container):/drey
          """
        let copy = try await ChildProcess.capture(
          ChildProcess.Configuration(executable: "sh", arguments: ["-c", script]))
        try #require(copy.termination.isSuccess, "\(copy.standardError)")
      }
    }

    @discardableResult
    private static func docker(
      _ arguments: [String], expecting code: Int32 = 0
    ) async throws -> (exitCode: Int32?, output: String, messages: String) {
      let end = try await ChildProcess.capture(ChildProcess.Configuration(executable: "docker", arguments: arguments))
      let exitCode: Int32? = if case .exited(let code) = end.termination { code } else { nil }
      try #require(exitCode == code, "docker \(arguments): \(end.standardError)")
      return (exitCode, end.standardOutput.joined(separator: "\n"), end.standardError.joined(separator: "\n"))
    }
  }
}
