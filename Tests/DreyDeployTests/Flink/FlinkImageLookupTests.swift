import DockerEngine
import DreyModel
import FoundationEssentials
import StubEngine
import Testing

@testable import DreyDeploy

/// Which image with Flink a cluster is made from.
@Suite(.timeLimit(.minutes(1))) struct FlinkImageLookupTests {
  private static func image(_ id: String, labels: String = "{}", env: String = "[]", arch: String = "amd64") -> String {
    #"{"Id":"\#(id)","Architecture":"\#(arch)","Config":{"Labels":\#(labels),"Env":\#(env)}}"#
  }

  private static let ours = #"{"dev.drey.flink.version":"2.3.0","dev.drey.java.release":"17"}"#

  /// What the lookup of a member image ends with, on an engine with these images besides those of members.
  private func lookup(
    _ images: [String: String], version: String? = nil, image: String? = nil
  ) async throws -> (failure: Failure?, stub: ImageStub) {
    let stub = try await ImageStub(images)
    let runtime = [
      "flink-member/Dockerfile": Array("ARG FLINK\nFROM ${FLINK}\n".utf8), "flink-member/drey-flink": [1],
      "flink-member/share-classes": [1],
    ]
    return try await FlinkFileTests.withFolder(runtime) { folder in
      let store = ImageStore(engine: stub.engine, observer: KeepingObserver())
      let found = FlinkImages(store: store, runtime: RuntimeFiles(folder: folder))
      let failure = await #expect(throws: Failure.self) {
        _ = try await found.memberImage(version: version, image: image)
      }
      return (failure, stub)
    }
  }

  @Test func anEngineWithoutFlinkGetsTheWholeStory() async throws {
    let (failure, stub) = try await lookup([:])
    let message = try #require(failure?.message)
    for part in ["drey/flink:2.3.0", "flink:2.3.0", "cannot be pulled", "no such host"] {
      #expect(message.contains(part), "\(message)")
    }
    #expect(failure?.advice == "Build one with: drey image build flink --flink-version 2.3.0")
    #expect(failure?.domain == .infrastructure)
    #expect(stub.pulled == ["fromImage=flink&tag=2.3.0"])
  }

  @Test func whatDoesNotFitIsRefused() async throws {
    let other = try await lookup(["drey/flink:1.20.0": Self.image("a", labels: Self.ours)], version: "1.20.0")
    #expect(other.failure?.message == "image drey/flink:1.20.0 holds Apache Flink 2.3.0, not 1.20.0")
    let unknown = try await lookup(["mine:1": Self.image("a")], image: "mine:1")
    #expect(unknown.failure?.message == "image mine:1 does not say which version of Apache Flink it holds")
    let foreign = try await lookup(
      ["drey/flink:2.3.0": Self.image("a", labels: Self.ours, arch: "arm64")])
    #expect(foreign.failure?.message.contains("made for arm64, but the engine runs amd64") == true)
    let old = try await lookup(
      ["flink:2.3.0": Self.image("a", env: #"["FLINK_VERSION=2.3.0","JAVA_VERSION=8u302"]"#)])
    #expect(old.failure?.message == "image flink:2.3.0 holds Java 8, but Apache Flink 2.3.0 needs 11 or newer")
    #expect(old.stub.pulled.isEmpty)
  }

  @Test func imagesSayWhatTheyHold() {
    let own = FlinkFacts(labels: [Label.flinkVersion: "2.3.0", Label.javaRelease: "17"], environment: [])
    #expect(own.version == "2.3.0" && own.javaRelease == 17)
    let official = FlinkFacts(
      labels: [:],
      environment: [
        "FLINK_TGZ_URL=https://example.org/flink-1.20.0/flink-1.20.0-bin-scala_2.12.tgz", "JAVA_VERSION=jdk-17.0.12+7",
      ])
    #expect(official.version == "1.20.0" && official.javaRelease == 17)
    #expect(FlinkFacts(labels: [:], environment: ["PATH=/bin"]).version == nil)
  }

  @Test func theHashOfAMemberImageChangesWithTheBasesID() async throws {
    let files = [
      "flink-member/Dockerfile": [UInt8](), "flink-member/drey-flink": [1], "flink-member/share-classes": [1],
    ]
    try await FlinkFileTests.withFolder(files) { folder in
      let stub = try await ImageStub([:])
      let images = FlinkImages(
        store: ImageStore(engine: stub.engine, observer: KeepingObserver()), runtime: RuntimeFiles(folder: folder))
      func hash(_ id: String) throws -> String {
        let details = try JSONDecoder().decode(ImageDetails.self, from: Data(Self.image(id).utf8))
        return try images.member(of: FlinkBase("drey/flink:2.3.0", details)).contentHash()
      }
      let hashes = [try hash("sha256:1"), try hash("sha256:1"), try hash("sha256:2")]
      #expect(hashes[0] == hashes[1] && hashes[1] != hashes[2])
    }
  }
}
