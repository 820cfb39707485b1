import DockerEngine
import Testing

@Suite(.timeLimit(.minutes(3)))
struct ContainerLifeTests {
  @Test func exitCodeOfAWaitOpenedBeforeTheStart() async throws {
    let left = try await EngineFixture.with { fixture in
      let containers = fixture.engine.containers
      let created = try await containers.create(fixture.spec("exit", "7"), name: fixture.name)
      let waiting = try await containers.openWait(created.id, condition: .nextExit)
      try await containers.start(created.id)
      #expect(try await waiting.exit() == ContainerExit(statusCode: 7))
      let details = try await containers.inspect(fixture.name)
      #expect(details.id == created.id)
      #expect(details.name == fixture.name)
      #expect(details.state.status == .exited)
      #expect(details.state.exitCode == 7)
      #expect(details.config.labels[EngineFixture.label] == fixture.name)
      #expect(details.config.command == ["exit", "7"])
    }
    #expect(left.isEmpty)
  }

  @Test func attachmentOpenedBeforeTheStartGetsEverything() async throws {
    let left = try await EngineFixture.with { fixture in
      let containers = fixture.engine.containers
      let created = try await containers.create(fixture.spec("lines", "200000"))
      let attachment = try await containers.attach(created.id)
      try await containers.start(created.id)
      let output = try await attachment.collect()
      let expected = (0..<200_000).map { "line \($0)\n" }.joined()
      #expect(output.stdoutText == expected)
      #expect(output.stderr.isEmpty)
    }
    #expect(left.isEmpty)
  }

  @Test func outputsAreToldApartInAttachmentAndLogs() async throws {
    let left = try await EngineFixture.with { fixture in
      let containers = fixture.engine.containers
      let created = try await containers.create(fixture.spec("echo", "to out", "to err"))
      let attachment = try await containers.attach(created.id)
      try await containers.start(created.id)
      let expected = CollectedOutput(stdout: Array("to out".utf8), stderr: Array("to err".utf8))
      #expect(try await attachment.collect() == expected)
      #expect(try await containers.logs(created.id).collect() == expected)
      #expect(try await containers.logs(created.id, follow: true).collect() == expected)
    }
    #expect(left.isEmpty)
  }
}
