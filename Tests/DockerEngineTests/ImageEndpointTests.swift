import DockerEngine
import StubEngine
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ImageEndpointTests {
  @Test func buildSendsItsContextAndOptions() async throws {
    let stubbed = try await StubbedEngine(always: .stream(["{\"stream\":\"Successfully built 12ab\\n\"}\n"]))
    let build = ImageBuild(
      tags: ["a:1", "b"], dockerfile: "sub/Dockerfile", labels: ["l": "v"], arguments: ["X": "1"], target: "stage",
      ignoresCache: true)
    let context = Array("not really a tar".utf8)
    #expect(try await stubbed.engine.images.build(build, context: .bytes(context)) == "12ab")
    let request = try stubbed.request()
    #expect(request.method == "POST")
    #expect(request.path == "/v1.41/build")
    #expect(
      request.query
        == "t=a%3A1&t=b&dockerfile=sub%2FDockerfile&labels=%7B%22l%22%3A%22v%22%7D&buildargs=%7B%22X%22%3A%221%22%7D"
        + "&target=stage&nocache=true&rm=true&forcerm=true&version=1")
    #expect(request.body == context)
    #expect(request.headers["content-type"] == "application/x-tar")
    #expect(request.headers["expect"] == nil)
  }

  @Test func loadNamesWhatItLoaded() async throws {
    let stubbed = try await StubbedEngine(
      always: .stream([
        "{\"status\":\"Loading layer\",\"id\":\"1\"}\r\n{\"stream\":\"Loaded image: a:1\\n\"}\r\n",
        "{\"stream\":\"Loaded image ID: sha256:9\\n\"}\r\n{\"stream\":\"Loaded image(s): b:1,c:2\\n\"}\r\n",
      ]))
    #expect(try await stubbed.engine.images.load(.bytes([1])) == ["a:1", "sha256:9", "b:1", "c:2"])
    #expect(try stubbed.request().target == "/v1.41/images/load?quiet=false")
  }

  @Test(arguments: [
    ("flink:2.3.0", "fromImage=flink&tag=2.3.0"), ("flink", "fromImage=flink&tag=latest"),
    ("localhost:5000/a/b", "fromImage=localhost%3A5000%2Fa%2Fb&tag=latest"),
    ("localhost:5000/a/b:1@sha256:9", "fromImage=localhost%3A5000%2Fa%2Fb&tag=sha256%3A9"),
  ])
  func pullAsksForOneVersionAndTellsItsProgress(_ reference: String, _ query: String) async throws {
    let stubbed = try await StubbedEngine(
      always: .stream([
        "{\"status\":\"Pulling from flink\",\"id\":\"2\"}\r\n{\"status\":\"Downl",
        "oading\",\"id\":\"1\",\"progress\":\"[=>]\"}\r\n",
      ]))
    let seen = Mutex<[String?]>([])
    try await stubbed.engine.images.pull(reference) { message in seen.withLock { $0.append(message.status) } }
    #expect(seen.withLock { $0 } == ["Pulling from flink", "Downloading"])
    #expect(try stubbed.request().method == "POST")
    #expect(try stubbed.request().target == "/v1.41/images/create?" + query)
  }

  @Test func pullThrowsWhatItsStreamReports() async throws {
    let stubbed = try await StubbedEngine(
      always: .stream([
        "{\"status\":\"Pulling\"}\n{\"errorDetail\":{\"message\":\"no space left\"},\"error\":\"no space left\"}\n"
      ]))
    let error = try await engineError { try await stubbed.engine.images.pull("a:1") }
    #expect(error == .stream(request: "POST /images/create", message: "no space left"))
  }

  @Test func pullThatIsRefusedThrowsTheEnginesWords() async throws {
    let stubbed = try await StubbedEngine(
      always: .json(#"{"message":"pull access denied for a"}"#, status: 404))
    let error = try await engineError { try await stubbed.engine.images.pull("a:1") }
    #expect(error == .http(request: "POST /images/create", status: 404, message: "pull access denied for a"))
    #expect(stubbed.stub.requests.count == 1)
  }

  @Test func inspectListTagRemove() async throws {
    let stubbed = try await StubbedEngine { request in
      switch (request.method, request.path) {
      case ("GET", "/v1.41/images/localhost:5000/a/b:1/json"):
        .json(
          #"{"Id":"sha256:9","RepoTags":["b:1"],"Size":7,"Config":{"Labels":null,"Entrypoint":["/e"],"Env":["A=1"]}}"#)
      case ("GET", "/v1.41/images/json"): .json(#"[{"Id":"sha256:9","RepoTags":null,"Size":7,"Created":1}]"#)
      case ("POST", "/v1.41/images/sha256:9/tag"): .empty(201)
      case ("DELETE", "/v1.41/images/b:1"): .json("[]")
      default: nil
      }
    }
    let images = stubbed.engine.images
    let inspected = try await images.inspect("localhost:5000/a/b:1")
    #expect(inspected.id == "sha256:9")
    #expect(inspected.tags == ["b:1"])
    #expect(inspected.entrypoint == ["/e"])
    #expect(inspected.labels == [:])
    #expect(inspected.environment == ["A=1"])
    #expect(try await images.list(["dangling": ["true"]]).map(\.size) == [7])
    try await images.tag("sha256:9", repository: "b", tag: "1")
    try await images.remove("b:1", force: true)
    #expect(
      stubbed.stub.requests.dropFirst().map(\.query) == [
        "filters=%7B%22dangling%22%3A%5B%22true%22%5D%7D", "repo=b&tag=1", "force=true",
      ])
  }

  @Test func anImageWithoutATagHasNoTags() async throws {
    let stubbed = try await StubbedEngine(
      always: .json(
        #"[{"Id":"sha256:9","RepoTags":["<none>:<none>"],"Size":7,"Created":1},{"Id":"sha256:8","RepoTags":["a:1"]}]"#))
    #expect(try await stubbed.engine.images.list().map(\.tags) == [[], ["a:1"]])
  }

  @Test(arguments: ["", ".", "..", "a//b", "a/../b"])
  func namesThatWouldMeanAnotherResourceAreNotSent(_ name: String) async throws {
    let stubbed = try await StubbedEngine(always: .empty())
    let error = try await engineError { try await stubbed.engine.images.remove(name) }
    #expect(error == .invalidArgument("\"\(name)\" cannot be the name or id of an image"))
    #expect(stubbed.stub.requests.isEmpty)
  }
}
