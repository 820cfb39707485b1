import DockerEngine
import Foundation

/// A real engine, an image made for one test, and the removal of everything that carries the test's label.
struct EngineFixture: Sendable {
  let engine: DockerEngine
  /// Unique to the test; the name of its image and the beginning of all its names.
  let name: String
  static let label = "test.docker-engine.id"

  var labels: [String: String] { [Self.label: name] }
  var filter: EngineFilters { .label(Self.label, name) }

  /// Runs a test with an image whose only file is a static executable (`probe.c`), and cleans up whatever happens.
  /// Returns what is left on the engine afterwards, which has to be nothing.
  static func with(_ body: (EngineFixture) async throws -> Void) async throws -> [String] {
    let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
    let fixture = EngineFixture(engine: engine, name: "enginetest-" + UUID().uuidString.prefix(8).lowercased())
    do {
      try await fixture.buildImage()
      try await body(fixture)
    } catch {
      try? await fixture.clean()
      throw error
    }
    try await fixture.clean()
    let left = try await fixture.remaining()
    engine.close()
    return left
  }

  /// A container of the test's image that runs the probe with arguments.
  func spec(_ arguments: String..., configure: (inout HostConfig) -> Void = { _ in }) -> ContainerSpec {
    var spec = ContainerSpec(image: name, command: arguments, labels: labels)
    spec.host.networkMode = "none"
    configure(&spec.host)
    return spec
  }

  private func buildImage() async throws {
    var context = TarWriter()
    // The test's name as the first layer: tests that run side by side must not share layers that one of them removes; nor
    // must the engine search its cache for images that others remove meanwhile.
    let dockerfile = "FROM scratch\nCOPY name /name\nCOPY probe /probe\nENTRYPOINT [\"/probe\"]\n"
    try context.addFile("Dockerfile", Array(dockerfile.utf8))
    try context.addFile("name", Array(name.utf8))
    try context.addFile("probe", try ProbeProgram.executable.get(), mode: 0o755)
    _ = try await engine.images.build(
      ImageBuild(tags: [name], labels: labels, ignoresCache: true), context: context.body())
  }

  private func clean() async throws {
    for container in try await engine.containers.list(filter, all: true) {
      try await engine.containers.remove(container.id, force: true, volumes: true)
    }
    for network in try await engine.networks.list(filter) { try await engine.networks.remove(network.id) }
    for volume in try await engine.volumes.list(filter) { try await engine.volumes.remove(volume.name) }
    for image in try await engine.images.list(filter) { try await engine.images.remove(image.id, force: true) }
  }

  private func remaining() async throws -> [String] {
    try await engine.containers.list(filter, all: true).map { "container \($0.id)" }
      + engine.networks.list(filter).map { "network \($0.name)" }
      + engine.volumes.list(filter).map { "volume \($0.name)" }
      + engine.images.list(filter, all: true).map { "image \($0.id)" }
  }
}
