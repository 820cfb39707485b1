import DockerEngine
import StubEngine
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ContainerEndpointTests {
  @Test func createSendsTheWholeSpec() async throws {
    let stubbed = try await StubbedEngine(always: .json(#"{"Id":"c1","Warnings":["no swap"]}"#, status: 201))
    let created = try await stubbed.engine.containers.create(.full, name: "n 1")
    let request = try stubbed.request()
    #expect(created.id == "c1")
    #expect(created.warnings == ["no swap"])
    #expect(request.method == "POST")
    #expect(request.target == "/v1.41/containers/create?name=n%201")
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["expect"] == nil)
    #expect(request.headers["content-length"] == "\(request.body.count)")
    #expect(request.text == ContainerSpec.fullJSON)
  }

  @Test func createWithDefaults() async throws {
    let stubbed = try await StubbedEngine(always: .json(#"{"Id":"c1","Warnings":null}"#, status: 201))
    let created = try await stubbed.engine.containers.create(ContainerSpec(image: "i"))
    #expect(created.warnings.isEmpty)
    #expect(
      try stubbed.request().text
        == #"{"Env":[],"ExposedPorts":{},"HostConfig":{"ReadonlyRootfs":false},"Image":"i","Labels":{},"#
        + #""NetworkingConfig":{"EndpointsConfig":{}},"Tty":false}"#)
  }

  @Test func requestsWithoutAnAnswerToDecode() async throws {
    let stubbed = try await StubbedEngine { $0.path == "/_ping" ? nil : .empty() }
    let containers = stubbed.engine.containers
    try await containers.start("a/b")
    try await containers.kill("c", signal: "SIGTERM")
    try await containers.stop("c", grace: .milliseconds(1500))
    try await containers.stop("c")
    try await containers.pause("c")
    try await containers.unpause("c")
    try await containers.remove("c")
    try await containers.remove("c", force: true, volumes: true)
    #expect(
      stubbed.stub.requests.map { "\($0.method) \($0.target)" } == [
        "POST /v1.41/containers/a%2Fb/start", "POST /v1.41/containers/c/kill?signal=SIGTERM",
        "POST /v1.41/containers/c/stop?t=2", "POST /v1.41/containers/c/stop",
        "POST /v1.41/containers/c/pause", "POST /v1.41/containers/c/unpause", "DELETE /v1.41/containers/c",
        "DELETE /v1.41/containers/c?force=true&v=true",
      ])
    #expect(stubbed.stub.requests.allSatisfy { $0.body.isEmpty })
  }

  @Test func updateSendsWhatIsToChangeAndNothingElse() async throws {
    let stubbed = try await StubbedEngine(always: .json(#"{"Warnings":null}"#))
    try await stubbed.engine.containers.update("c", ContainerUpdate(nanoCPUs: 50_000_000))
    let request = try stubbed.request()
    #expect("\(request.method) \(request.target)" == "POST /v1.41/containers/c/update")
    #expect(request.text == #"{"NanoCpus":50000000}"#)
    let both = ContainerUpdate(nanoCPUs: 7, restartPolicy: .onFailure(maximumRetries: 2))
    try await stubbed.engine.containers.update("c", both)
    #expect(
      stubbed.stub.requests.last?.text
        == #"{"NanoCpus":7,"RestartPolicy":{"MaximumRetryCount":2,"Name":"on-failure"}}"#)
  }

  @Test func whatIsSoAlreadyIsNoFailure() async throws {
    let stubbed = try await StubbedEngine { $0.path == "/_ping" ? nil : .empty(304) }
    try await stubbed.engine.containers.start("c")
    try await stubbed.engine.containers.stop("c")
    #expect(stubbed.stub.requests.count == 2)
  }

  @Test func inspect() async throws {
    let stubbed = try await StubbedEngine(always: .json(Self.inspection))
    let details = try await stubbed.engine.containers.inspect("c1")
    #expect(try stubbed.request().target == "/v1.41/containers/c1/json")
    #expect(details.name == "web")
    #expect(details.imageID == "sha256:9")
    #expect(details.state.status == .exited)
    #expect(details.state.exitCode == 137)
    #expect(details.state.isOutOfMemoryKilled)
    #expect(details.state.health == "unhealthy")
    #expect(details.config.environment == ["A=b"])
    #expect(details.config.command.isEmpty)
    #expect(details.nanoCPUs == 1_500_000_000)
    #expect(details.networks["net"]?.ipAddress == "10.0.0.2")
    #expect(details.networks["net"]?.aliases == ["w"])
    #expect(details.ports == [Port(80): [PortBinding(hostAddress: "127.0.0.1", hostPort: 49153)], Port(53, .udp): []])
    #expect(details.mounts.first?.destination == "/data")
  }

  @Test func list() async throws {
    let listed =
      #"[{"Id":"c1","Names":["/web"],"Image":"i","State":"running","Status":"Up","Labels":null,"Created":5}]"#
    let stubbed = try await StubbedEngine(always: .json(listed))
    let containers = try await stubbed.engine.containers.list(.label("a"), all: true)
    #expect(
      try stubbed.request().target == "/v1.41/containers/json?all=true&filters=%7B%22label%22%3A%5B%22a%22%5D%7D")
    #expect(containers.map(\.names) == [["web"]])
    #expect(containers.first?.status == .running)
    #expect(containers.first?.labels == [:])
  }

  @Test func waitNamesItsCondition() async throws {
    let stubbed = try await StubbedEngine(always: .json(#"{"StatusCode":1,"Error":{"Message":"gone"}}"#))
    let exit = try await stubbed.engine.containers.wait("c", condition: .removed)
    #expect(exit == ContainerExit(statusCode: 1, error: "gone"))
    #expect(try stubbed.request().target == "/v1.41/containers/c/wait?condition=removed")
    #expect(try stubbed.request().method == "POST")
  }

  @Test func attachAndLogsSeparateTheOutputs() async throws {
    let bytes = frame(1, "out") + frame(2, "err") + frame(1, "more")
    let stubbed = try await StubbedEngine { request in
      switch request.path {
      case "/_ping": nil
      case "/v1.41/containers/c/attach": StubResponse(body: .raw(bytes.map { [$0] }, then: .close))
      default: StubResponse(body: .chunked([bytes], then: .complete))
      }
    }
    let expected = CollectedOutput(stdout: Array("outmore".utf8), stderr: Array("err".utf8))
    #expect(try await stubbed.engine.containers.attach("c").collect() == expected)
    let logs = try await stubbed.engine.containers.logs("c", follow: true, since: "7.25", tail: 10, timestamps: true)
    #expect(try await logs.collect() == expected)
    #expect(
      stubbed.stub.requests.map { "\($0.method) \($0.target)" } == [
        "POST /v1.41/containers/c/attach?stream=true&stdout=true&stderr=true",
        "GET /v1.41/containers/c/logs?stdout=true&stderr=true&follow=true&since=7.25&tail=10&timestamps=true",
      ])
  }

  @Test func archivesInBothDirections() async throws {
    let stubbed = try await StubbedEngine { request in
      request.path == "/_ping" ? nil : request.method == "PUT" ? .empty(200) : .stream(["tar", "ball"])
    }
    try await stubbed.engine.containers.uploadArchive("c", to: "/a b", .bytes(Array("up".utf8)))
    let download = try await stubbed.engine.containers.downloadArchive("c", from: "/x&y")
    #expect(try await download.collect() == Array("tarball".utf8))
    let requests = stubbed.stub.requests
    #expect(
      requests.map { "\($0.method) \($0.target)" } == [
        "PUT /v1.41/containers/c/archive?path=%2Fa%20b", "GET /v1.41/containers/c/archive?path=%2Fx%26y",
      ])
    #expect(requests.first?.text == "up")
    #expect(requests.first?.headers["content-type"] == "application/x-tar")
  }

  @Test func execRunsToItsEnd() async throws {
    let stubbed = try await StubbedEngine { request in
      switch (request.method, request.path) {
      case ("POST", "/v1.41/containers/c/exec"): .json(#"{"Id":"e1"}"#, status: 201)
      case ("POST", "/v1.41/exec/e1/start"): StubResponse(body: .raw([frame(2, "oops")], then: .close))
      case ("GET", "/v1.41/exec/e1/json"): .json(#"{"ID":"e1","Running":false,"ExitCode":4}"#)
      default: nil
      }
    }
    let spec = ExecSpec(["ls", "-l"], environment: ["B": "2", "A": "1"], user: "7", workingDirectory: "/w")
    let result = try await stubbed.engine.exec.run("c", spec)
    #expect(result == ExecResult(exitCode: 4, output: CollectedOutput(stderr: Array("oops".utf8))))
    #expect(
      stubbed.stub.requests.map(\.text) == [
        #"{"AttachStderr":true,"AttachStdout":true,"Cmd":["ls","-l"],"Env":["A=1","B=2"],"Tty":false,"User":"7","#
          + #""WorkingDir":"/w"}"#,
        #"{"Detach":false,"Tty":false}"#, "",
      ])
  }

  private static let inspection = #"""
    {"Id":"c1","Name":"/web","Image":"sha256:9","Created":"2024-01-01T00:00:00Z","RestartCount":2,
     "State":{"Status":"exited","Running":false,"OOMKilled":true,"ExitCode":137,"Error":"","Pid":0,
              "StartedAt":"2024-01-01T00:00:00Z","FinishedAt":"2024-01-01T00:00:01Z","Health":{"Status":"unhealthy"}},
     "Config":{"Image":"i","Env":["A=b"],"Cmd":null,"Entrypoint":["/e"],"Labels":{"l":"v"}},
     "HostConfig":{"NanoCpus":1500000000},
     "Mounts":[{"Type":"volume","Name":"v","Source":"/s","Destination":"/data","RW":true}],
     "NetworkSettings":{"Networks":{"net":{"NetworkID":"n1","IPAddress":"10.0.0.2","Gateway":"10.0.0.1","Aliases":["w"]}},
                        "Ports":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"49153"}],"53/udp":null}}}
    """#
}
