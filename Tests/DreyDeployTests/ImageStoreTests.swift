import DockerEngine
import DreyModel
import StubEngine
import Testing

@testable import DreyDeploy

/// How images are made that the engine lacks.
@Suite(.timeLimit(.minutes(1))) struct ImageStoreTests {
  private static let builderLostAnImage =
    #"{"errorDetail":{"message":"unable to find image \"sha256:97cf\""},"error":"unable to find image \"sha256:97cf\""}"#

  /// The classic builder looks at all images there are, and fails where one of them is removed meanwhile.
  @Test func aBuildWhoseCacheWasLostIsMadeWithoutIt() async throws {
    let stub = try await StubEngine.start { request in
      if request.path.hasSuffix("/build") {
        let ignoresCache = request.query.contains("nocache")
        return .stream([ignoresCache ? #"{"aux":{"ID":"sha256:1"}}"# : Self.builderLostAnImage])
      }
      return request.path.hasSuffix("/json") ? .json(#"{"message":"No such image"}"#, status: 404) : nil
    }
    let engine = try await DockerEngine.connect(to: .unix(stub.path))
    let tag = try await FlinkFileTests.withFolder(["Dockerfile": Array("FROM scratch\n".utf8)]) { folder in
      let store = ImageStore(engine: engine, observer: KeepingObserver())
      let image = ImageDefinition(repository: "drey/test", dockerfilePath: "\(folder)/Dockerfile", files: [])
      return try await store.ensure(image)
    }
    #expect(tag.hasPrefix("drey/test:"))
    let builds = stub.requests.filter { $0.path.hasSuffix("/build") }.map { $0.query.contains("nocache") }
    #expect(builds == [false, true])
  }

  @Test func aDryRunBuildsAndPullsNothingAndNamesWhatIsMissing() async throws {
    let stub = try await StubEngine.start { request in
      request.path.hasSuffix("/json") ? .json(#"{"message":"No such image"}"#, status: 404) : nil
    }
    let engine = try await DockerEngine.connect(to: .unix(stub.path))
    let store = ImageStore(engine: engine, observer: KeepingObserver(), isDryRun: true)
    let tag = try await FlinkFileTests.withFolder(["Dockerfile": Array("FROM scratch\n".utf8)]) { folder in
      try await store.ensure(
        ImageDefinition(repository: "drey/test", dockerfilePath: "\(folder)/Dockerfile", files: []))
    }
    #expect(store.missing.references == [tag])
    let failure = await #expect(throws: Failure.self) { try await store.findOrPull("flink:2.3.0", advice: "") }
    #expect(failure?.message.contains("a dry run pulls nothing") == true)
    #expect(!stub.requests.contains { $0.path.hasSuffix("/build") || $0.path.contains("/images/create") })
  }
}
