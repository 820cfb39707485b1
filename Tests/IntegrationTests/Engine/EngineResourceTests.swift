import DockerEngine
import Testing

@Suite(.timeLimit(.minutes(3)))
struct EngineResourceTests {
  @Test func archivesGoUpAndDownAndLargeFilesSurvive() async throws {
    let left = try await EngineFixture.with { fixture in
      let containers = fixture.engine.containers
      let id = try await containers.create(fixture.spec("cat", "/in/text")).id
      var archive = TarWriter()
      try archive.addFolder("in")
      try archive.addFile("in/text", Array("uploaded".utf8), mode: 0o640, userID: 12, groupID: 34)
      let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 >> 3) }
      try archive.addFile("in/large", large)
      try archive.addSymbolicLink("in/link", to: "text")
      try await containers.uploadArchive(id, to: "/", archive.body())
      let entries = try TarReader.entries(of: try await containers.downloadArchive(id, from: "/in").collect())
      let byName = Dictionary(entries.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
      #expect(Set(byName.keys) == ["in", "in/text", "in/large", "in/link"])
      #expect(byName["in/text"]?.userID == 12)
      #expect(byName["in/text"]?.mode == 0o640)
      #expect(byName["in/large"].map { Array($0.contents) } == large)
      #expect(byName["in/link"]?.kind == .symbolicLink(target: "text"))
      let attachment = try await containers.attach(id)
      try await containers.start(id)
      #expect(try await attachment.collect().stdoutText == "uploaded")
      let missing = try await refusal { try await containers.downloadArchive(id, from: "/nothing") }
      #expect(missing.isNotFound)
    }
    #expect(left.isEmpty)
  }

  @Test func commandsInARunningContainer() async throws {
    let left = try await EngineFixture.with { fixture in
      let id = try await fixture.startSleeping()
      let echoed = try await fixture.engine.exec.run(id, ExecSpec(["/probe", "echo", "a", "b"]))
      #expect(echoed == ExecResult(exitCode: 0, output: CollectedOutput(stdout: [97], stderr: [98])))
      #expect(try await fixture.engine.exec.run(id, ExecSpec(["/probe", "exit", "9"])).exitCode == 9)
      try await fixture.engine.containers.kill(id)
      _ = try await fixture.engine.containers.wait(id)
      let late = try await refusal { try await fixture.engine.exec.create(id, ExecSpec(["/probe"])) }
      #expect(late.isConflict)
    }
    #expect(left.isEmpty)
  }

  @Test func signalsAndStopping() async throws {
    let left = try await EngineFixture.with { fixture in
      let containers = fixture.engine.containers
      let killed = try await fixture.startSleeping()
      let waiting = try await containers.openWait(killed)
      try await containers.kill(killed, signal: "SIGKILL")
      #expect(try await waiting.exit().statusCode == 137)
      let stopped = try await fixture.startSleeping()
      let stopping = try await containers.openWait(stopped)
      try await containers.stop(stopped, grace: .seconds(20))
      #expect(try await stopping.exit().statusCode == 43)
      #expect(try await refusal { try await containers.kill(stopped) }.isConflict)
      try await containers.stop(stopped)
    }
    #expect(left.isEmpty)
  }

  @Test func freezingAndSlowing() async throws {
    let left = try await EngineFixture.with { fixture in
      let containers = fixture.engine.containers
      let id = try await fixture.startSleeping()
      try await containers.pause(id)
      #expect(try await containers.inspect(id).state.status == .paused)
      #expect(try await refusal { try await containers.pause(id) }.isConflict)
      try await containers.unpause(id)
      #expect(try await containers.inspect(id).state.status == .running)
      try await containers.update(id, ContainerUpdate(nanoCPUs: 50_000_000))
      #expect(try await containers.inspect(id).nanoCPUs == 50_000_000)
    }
    #expect(left.isEmpty)
  }

  @Test func waitingForARemoval() async throws {
    let left = try await EngineFixture.with { fixture in
      let containers = fixture.engine.containers
      let id = try await fixture.startSleeping()
      let waiting = try await containers.openWait(id, condition: .removed)
      try await containers.remove(id, force: true)
      #expect(try await waiting.exit().statusCode == 137)
      #expect(try await refusal { try await containers.inspect(id) }.isNotFound)
    }
    #expect(left.isEmpty)
  }

  @Test func aVolumeOutlivesItsContainer() async throws {
    let left = try await EngineFixture.with { fixture in
      let (containers, volumes) = (fixture.engine.containers, fixture.engine.volumes)
      let volume = try await volumes.create(VolumeSpec(name: fixture.name, labels: fixture.labels))
      #expect(try await volumes.inspect(volume.name) == volume)
      #expect(try await volumes.list(fixture.filter).map(\.name) == [fixture.name])
      let mount = Mount(.volume(name: volume.name), at: "/data")
      let writer = try await containers.create(
        fixture.spec("write", "/data/file", "kept") { $0.mounts = [mount] })
      let waiting = try await containers.openWait(writer.id, condition: .nextExit)
      try await containers.start(writer.id)
      #expect(try await waiting.exit().statusCode == 0)
      #expect(try await refusal { try await volumes.remove(volume.name) }.isConflict)
      try await containers.remove(writer.id)
      let reader = try await containers.create(
        fixture.spec("cat", "/data/file") {
          $0.mounts = [mount]
          $0.readOnlyRootFilesystem = true
        })
      let attachment = try await containers.attach(reader.id)
      try await containers.start(reader.id)
      #expect(try await attachment.collect().stdoutText == "kept")
    }
    #expect(left.isEmpty)
  }

  @Test func networksAndTheirMembers() async throws {
    let left = try await EngineFixture.with { fixture in
      let (containers, networks) = (fixture.engine.containers, fixture.engine.networks)
      let spec = NetworkSpec(name: fixture.name, isInternal: true, labels: fixture.labels)
      let network = try await networks.create(spec)
      #expect(try await refusal { try await networks.create(spec) }.isConflict)
      var container = fixture.spec("sleep")
      container.host.networkMode = network
      container.networks = [network: NetworkAttachmentSpec(aliases: ["first"])]
      let id = try await containers.create(container).id
      try await containers.start(id)
      let details = try await networks.inspect(network)
      #expect(details.isInternal)
      #expect(details.subnets.count == 1)
      #expect(details.containers.keys.contains(id))
      let attached = try #require(try await containers.inspect(id).networks[fixture.name])
      #expect(attached.networkID == network)
      #expect(attached.aliases.contains("first"))
      #expect(details.containers[id]?.ipv4Address.hasPrefix(attached.ipAddress + "/") == true)
      #expect(try await refusal { try await networks.remove(network) }.status == 403)
      try await networks.disconnect(network, container: id)
      #expect(try await networks.inspect(network).containers.isEmpty)
      try await networks.connect(network, container: id, as: NetworkAttachmentSpec(aliases: ["again"]))
      #expect(try await containers.inspect(id).networks[fixture.name]?.aliases.contains("again") == true)
    }
    #expect(left.isEmpty)
  }

  @Test func eventsOfAContainersLife() async throws {
    let left = try await EngineFixture.with { fixture in
      let containers = fixture.engine.containers
      let events = try await fixture.engine.system.events(fixture.filter.and(["type": ["container"]]))
      let id = try await containers.create(fixture.spec("exit", "5")).id
      try await containers.start(id)
      _ = try await containers.wait(id)
      try await containers.remove(id)
      var actions: [String] = []
      for try await event in events {
        #expect(event.id == id)
        if event.action == "die" { #expect(event.attributes["exitCode"] == "5") }
        actions.append(event.action)
        if event.action == "destroy" { break }
      }
      #expect(actions == ["create", "start", "die", "destroy"])
    }
    #expect(left.isEmpty)
  }
}

extension EngineFixture {
  /// A running container that sleeps until it is told otherwise.
  func startSleeping() async throws -> String {
    let id = try await engine.containers.create(spec("sleep")).id
    let attachment = try await engine.containers.attach(id)
    try await engine.containers.start(id)
    // It says so once it handles signals.
    var output = attachment.makeAsyncIterator()
    _ = try await output.next()
    return id
  }
}

/// The engine's refusal that an operation throws.
func refusal(
  sourceLocation: SourceLocation = #_sourceLocation, _ operation: () async throws -> some Any
) async throws -> DockerEngineError {
  try #require(
    await #expect(throws: DockerEngineError.self, sourceLocation: sourceLocation) { _ = try await operation() },
    sourceLocation: sourceLocation)
}
