import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension LocalRuns {
  /// What processes of one machine cannot do is refused before anything is made.
  @Suite(.serialized) struct Refusals {
    private func expectRefusal(
      _ options: [String], application: String? = nil, code: ExitCode = .usage, environment: [String: String] = [:],
      naming parts: String...
    ) async throws {
      try await LocalRuns.withMachine { machine in
        var drey = machine.drey
        drey.environment.merge(environment) { $1 }
        let run = try await drey.run(
          application ?? Runs.scenarios, options: ["--target", "local"] + options, arguments: ["--scenario", "trivial"])
        #expect(run.exitCode == code, "\(run.messages)")
        #expect(run.output.isEmpty)
        for part in parts { #expect(run.messages.contains { $0.contains(part) }, "no '\(part)' in \(run.messages)") }
        #expect(machine.leftovers() == [])
      }
    }

    @Test func isolation() async throws {
      try await expectRefusal(["--isolated"], naming: "cannot isolate", "--target docker")
    }

    @Test func volumeAtAnotherPath() async throws {
      try await expectRefusal(
        ["--volume", "/etc/passwd:/data/in"], naming: "/data/in", "--volume /etc/passwd:/etc/passwd")
    }

    @Test func volumeThatIsNotThere() async throws {
      try await expectRefusal(["--volume", "/no/such/file:/no/such/file"], naming: "/no/such/file", "does not exist")
    }

    @Test func image() async throws {
      try await expectRefusal([], application: "some-image:1", naming: "some-image:1", "--target docker")
    }

    @Test func programThatIsNoApplication() async throws {
      try await expectRefusal([], application: "/bin/true", naming: "not a drey application")
    }

    @Test func runtimeThatIsNotWhole() async throws {
      try await LocalRuns.withMachine { machine in
        for name in ["jobmanager", "taskmanager", "application"] {
          try FileManager.default.createDirectory(
            atPath: "\(machine.folder)/runtime/\(name)", withIntermediateDirectories: true)
          try Data().write(to: URL(filePath: "\(machine.folder)/runtime/\(name)/Dockerfile"))
        }
        var drey = machine.drey
        drey.environment["DREY_RUNTIME"] = "\(machine.folder)/runtime"
        let run = try await drey.run(
          Runs.scenarios, options: ["--target", "local"], arguments: ["--scenario", "trivial"])
        #expect(run.exitCode == .usage, "\(run.messages)")
        #expect(run.messages.contains { $0.contains("make build") }, "\(run.messages)")
      }
    }

    @Test(arguments: ["inspect", "logs", "delete"]) func unknownCluster(command: String) async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.command(command, "no-such-cluster")
        #expect(run.exitCode == .usage)
        #expect(run.messages.contains { $0.contains("no cluster 'no-such-cluster'") }, "\(run.messages)")
      }
    }

    /// A folder that others may write to could be prepared by them.
    @Test func stateFolderThatOthersCanChange() async throws {
      try await LocalRuns.withMachine { machine in
        try FileManager.default.createDirectory(atPath: "\(machine.folder)/drey", withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: "\(machine.folder)/drey")
        let run = try await machine.scenario("trivial")
        #expect(run.exitCode == .infrastructure, "\(run.messages)")
        #expect(run.messages.contains { $0.contains("this user alone") }, "\(run.messages)")
      }
    }
  }
}
