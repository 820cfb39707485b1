import DockerEngine
import Foundation
import Testing

@Suite(.timeLimit(.minutes(3)))
struct EngineImageTests {
  @Test func whatTheEngineSaysOfItself() async throws {
    let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
    let version = try await engine.system.version()
    #expect(engine.apiVersion <= (try #require(version.apiVersion)))
    #expect(APIVersion.supported.contains(engine.apiVersion))
    let info = try await engine.system.info()
    #expect(info.cpus > 0)
    #expect(info.memory > 0)
    #expect(info.serverVersion == version.version)
  }

  @Test func inspectTagListRemove() async throws {
    let left = try await EngineFixture.with { fixture in
      let images = fixture.engine.images
      let image = try await images.inspect(fixture.name)
      #expect(image.tags == ["\(fixture.name):latest"])
      #expect(image.labels[EngineFixture.label] == fixture.name)
      #expect(image.entrypoint == ["/probe"])
      try await images.tag(image.id, repository: fixture.name, tag: "second")
      let listed = try await images.list(fixture.filter)
      #expect(listed.map(\.id) == [image.id])
      #expect(Set(listed.first?.tags ?? []) == ["\(fixture.name):latest", "\(fixture.name):second"])
      try await images.remove("\(fixture.name):second")
      #expect(try await images.inspect(image.id).tags == ["\(fixture.name):latest"])
      #expect(try await refusal { try await images.inspect("\(fixture.name):second") }.isNotFound)
      let created = try await refusal {
        try await fixture.engine.containers.create(ContainerSpec(image: "\(fixture.name):second"))
      }
      #expect(created.isNotFound)
    }
    #expect(left.isEmpty)
  }

  @Test func aBuildNamesItsImageAndTellsItsProgress() async throws {
    let left = try await EngineFixture.with { fixture in
      var context = TarWriter()
      try context.addFile("other.Dockerfile", Array("FROM scratch\nCOPY file /\nARG X\nLABEL x=$X\n".utf8))
      try context.addFile("file", Array(fixture.name.utf8))
      let build = ImageBuild(
        tags: ["\(fixture.name):built"], dockerfile: "other.Dockerfile", labels: fixture.labels, arguments: ["X": "7"],
        ignoresCache: true)
      let lines = ProgressLines()
      let id = try await fixture.engine.images.build(build, context: context.body()) { lines.add($0) }
      let image = try await fixture.engine.images.inspect("\(fixture.name):built")
      #expect(image.id == id)
      #expect(image.labels["x"] == "7")
      #expect(lines.text.contains("COPY file /"))
    }
    #expect(left.isEmpty)
  }

  @Test func aBuildThatFailsSaysWhy() async throws {
    let left = try await EngineFixture.with { fixture in
      var context = TarWriter()
      try context.addFile("Dockerfile", Array("FROM scratch\nCOPY missing /\n".utf8))
      let failed = try await refusal {
        try await fixture.engine.images.build(
          ImageBuild(labels: fixture.labels, ignoresCache: true), context: context.body())
      }
      guard case .stream("POST /build", let message) = failed else {
        Issue.record("\(failed)")
        return
      }
      #expect(message.contains("missing"))
    }
    #expect(left.isEmpty)
  }

  @Test func anArchiveThatIsNoneIsRefused() async throws {
    let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
    let failed = try await refusal { try await engine.images.load(.bytes(Array("no archive".utf8))) }
    #expect("\(failed)".hasPrefix("POST /images/load: "))
  }
}

/// The text of progress messages.
private final class ProgressLines: @unchecked Sendable {
  private let lock = NSLock()
  private var lines = ""

  var text: String { lock.withLock { lines } }

  func add(_ message: ProgressMessage) { lock.withLock { lines += message.stream ?? "" } }
}
