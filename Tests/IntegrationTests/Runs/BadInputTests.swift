import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// What is refused before anything is created.
  @Suite(.serialized) struct BadInput {
    private func expectRefusal(
      _ application: String, options: [String] = [], environment: [String: String] = [:], code: ExitCode = .usage,
      naming parts: String...
    ) async throws {
      let before = try await Leftovers.find()
      var drey = Runs.drey
      drey.environment.merge(environment) { $1 }
      let run = try await drey.run(application, options: options)
      #expect(run.exitCode == code, "\(run.messages)")
      #expect(run.output.isEmpty)
      for part in parts { #expect(run.messages.contains { $0.contains(part) }, "no '\(part)' in \(run.messages)") }
      #expect(try await Leftovers.find() == before)
    }

    @Test func noEngine() async throws {
      try await expectRefusal(
        Runs.wordCount, environment: ["DOCKER_HOST": "unix:///no/such.sock"], code: .infrastructure,
        naming: "/no/such.sock", "no such file", "drey doctor")
    }

    @Test func missingApplication() async throws {
      try await expectRefusal("./no/such/application", naming: "./no/such/application")
    }

    @Test func savepointThatIsNotThere() async throws {
      try await expectRefusal(
        Runs.wordCount, options: ["--from-savepoint", "/nowhere/savepoint-1"], naming: "/nowhere/savepoint-1",
        "--volume")
      try await Runs.withScratch { folder in
        try await expectRefusal(
          Runs.wordCount, options: ["--volume", "\(folder):/savepoints", "-s", "/savepoints/none"],
          naming: "\(folder)/none")
      }
      try await expectRefusal(Runs.wordCount, options: ["--allow-non-restored-state"], naming: "--from-savepoint")
    }

    @Test func imageThatTheEngineLacks() async throws {
      try await expectRefusal("no-such-image:1", naming: "no-such-image:1")
    }

    @Test func fileThatIsNotExecutable() async throws {
      try await Runs.withScratch { folder in
        try Data("text".utf8).write(to: URL(filePath: "\(folder)/file"))
        try await expectRefusal("\(folder)/file", naming: "chmod +x")
      }
    }

    @Test func programThatIsNoApplication() async throws {
      try await expectRefusal("/bin/true", naming: "not a drey application")
    }

    @Test func executableForAnotherArchitecture() async throws {
      _ = try await Runs.scenario("no-job")
      try await Runs.withScratch { folder in
        var bytes = try Data(contentsOf: URL(filePath: Runs.scenarios))
        bytes[18] = bytes[18] == 62 ? 183 : 62
        try bytes.write(to: URL(filePath: "\(folder)/foreign"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/foreign")
        try await expectRefusal("\(folder)/foreign", naming: "built for", "Build it for")
      }
    }

    @Test func missingVolume() async throws {
      try await expectRefusal(
        Runs.wordCount, options: ["--volume", "/no/such/file:/data"], naming: "/no/such/file", "does not exist")
    }

    @Test func volumeThatTheContainersCannotRead() async throws {
      try await Runs.withScratch { folder in
        try Data("secret".utf8).write(to: URL(filePath: "\(folder)/mine"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(folder)/mine")
        try await expectRefusal(Runs.wordCount, options: ["--volume", "\(folder)/mine:/data"], naming: "chmod o+r")
      }
    }

    @Test func moreParallelismThanSlots() async throws {
      try await expectRefusal(
        Runs.wordCount, options: ["--parallelism", "3", "--task-managers", "2"],
        naming: "parallelism 3 needs 3 slots", "--task-managers")
    }

    @Test func unknownOption() async throws {
      try await expectRefusal(Runs.wordCount, options: ["--task-manager", "2"], naming: "--task-manager")
    }

    @Test func folderThatIsNoPackage() async throws {
      try await expectRefusal("/proc", naming: "Package.swift")
    }
  }
}
