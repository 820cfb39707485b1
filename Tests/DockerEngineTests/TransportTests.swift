import DockerEngine
import Glibc
import StubEngine
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TransportTests {
  @Test func bodilessPostSaysSoOnTheWire() async throws {
    let wire = try RawServer()
    let engine = Task { try await DockerEngine.connect(to: .unix(wire.path)) }
    let ping = try await wire.exchange("HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n\r\nOK")
    #expect(ping.hasPrefix("GET /_ping HTTP/1.1\r\nHost: localhost\r\n"))
    let starting = Task { try await engine.value.containers.start("c") }
    let start = try await wire.exchange("HTTP/1.1 204 No Content\r\n\r\n")
    try await starting.value
    #expect(start.hasPrefix("POST /v1.41/containers/c/start HTTP/1.1\r\nHost: localhost\r\n"))
    #expect(start.hasSuffix("Content-Length: 0\r\n\r\n"))
    #expect(!start.contains("Expect"))
    #expect(!start.contains("Content-Type"))
    try await engine.value.close()
  }

  @Test func refusalsCarryStatusMessageAndRequest() async throws {
    let stubbed = try await StubbedEngine { request in
      switch request.path {
      case "/v1.41/containers/gone/json": .json(#"{"message":"No such container: gone"}"#, status: 404)
      case "/v1.41/containers/busy/start": .json(#"{"message":"busy"}"#, status: 409)
      case "/v1.41/containers/podman/start":
        .json(#"{"cause":"","message":"podman says no","response":500}"#, status: 500)
      case "/v1.41/containers/odd/start":
        StubResponse(status: 502, body: .whole(Array("Bad Gateway\nfrom a proxy".utf8)))
      default: nil
      }
    }
    let containers = stubbed.engine.containers
    let notFound = try await engineError { try await containers.inspect("gone") }
    #expect(
      notFound == .http(request: "GET /containers/gone/json", status: 404, message: "No such container: gone"))
    #expect(notFound.isNotFound)
    #expect(!notFound.isConflict)
    #expect(
      "\(notFound)" == "GET /containers/gone/json: the Docker engine answered 404: No such container: gone")
    #expect(try await engineError { try await containers.start("busy") }.isConflict)
    let podman = try await engineError { try await containers.start("podman") }
    #expect(podman == .http(request: "POST /containers/podman/start", status: 500, message: "podman says no"))
    let odd = try await engineError { try await containers.start("odd") }
    #expect(odd == .http(request: "POST /containers/odd/start", status: 502, message: "Bad Gateway"))
  }

  @Test(arguments: [
    ("<html>", "it is not JSON"), ("{\"Warnings\":[]}", "\"Id\" is missing"), ("{\"Id\":5}", "\"Id\" is not a String"),
  ])
  func answersThatAreNotWhatTheAPISays(_ body: String, _ reason: String) async throws {
    let stubbed = try await StubbedEngine(always: .json(body))
    let error = try await engineError { try await stubbed.engine.containers.create(ContainerSpec(image: "i")) }
    #expect(error == .decoding(request: "POST /containers/create", reason: reason, excerpt: body))
  }

  @Test func anEngineThatHangsUp() async throws {
    let stubbed = try await StubbedEngine(always: .hangUp)
    let error = try await engineError { try await stubbed.engine.system.info() }
    guard case .transport("GET /info", let message, _, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(!message.isEmpty)
  }

  @Test func aQuestionIsRepeatedWhereItsAnswerGotLostAndNothingElseIs() async throws {
    let troubles = Mutex<[StubResponse]>([.hangUp, .json(#"{"message":"later"}"#, status: 503)])
    let stubbed = try await StubbedEngine { request in
      guard request.path != "/_ping" else { return nil }
      return troubles.withLock { $0.isEmpty ? .json("[]") : $0.removeFirst() }
    }
    #expect(try await stubbed.engine.containers.list().isEmpty)
    #expect(stubbed.stub.requests.count { $0.path.hasSuffix("/containers/json") } >= 3)
    troubles.withLock { $0 = [.json(#"{"message":"never"}"#, status: 500)] }
    let error = try await engineError { try await stubbed.engine.containers.start("c") }
    #expect(error.status == 500 && error.isTransient)
    #expect(stubbed.stub.requests.count { $0.path.hasSuffix("/containers/c/start") } == 1)
  }

  @Test func anEngineThatStopsAnsweringIsAnError() async throws {
    let stubbed = try await StubbedEngine(timeout: .seconds(1)) { $0.path == "/_ping" ? nil : .silence }
    let unary = try await engineError { try await stubbed.engine.system.info() }
    #expect(unary == .timedOut(request: "GET /info", after: .seconds(1)))
    let stream = try await engineError { try await stubbed.engine.containers.logs("c", follow: true) }
    #expect(stream == .timedOut(request: "GET /containers/c/logs", after: .seconds(1)))
    let upload = try await engineError {
      try await stubbed.engine.containers.uploadArchive("c", to: "/", .bytes([1, 2, 3]))
    }
    #expect(upload == .timedOut(request: "PUT /containers/c/archive", after: .seconds(1)))
  }

  @Test func aStreamOutlivesTheTimeoutOfUnaryRequests() async throws {
    let stubbed = try await StubbedEngine(timeout: .seconds(1)) { request in
      request.path == "/_ping" ? nil : .stream(["x"], then: .hold)
    }
    let stream = try await stubbed.engine.containers.downloadArchive("c", from: "/")
    var iterator = stream.makeAsyncIterator()
    #expect(try await iterator.next() == Array("x".utf8))
    let deadline = ContinuousClock.now + .milliseconds(1500)
    try await eventually("the time limit has passed") { ContinuousClock.now > deadline }
    #expect(stubbed.stub.openConnections == 1)
  }

  @Test func manyRequestsAtOnceAndFewConnections() async throws {
    let stubbed = try await StubbedEngine { request in
      request.path == "/_ping" ? nil : .json("{\"Id\":\"\(request.path.split(separator: "/")[2])\"}")
    }
    let ids = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<500 {
        group.addTask { try await stubbed.engine.networks.inspect("n\(number)").id }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(ids == Set((0..<500).map { "n\($0)" }))
    for number in 0..<50 { _ = try await stubbed.engine.networks.inspect("n\(number)") }
    #expect(stubbed.stub.openConnections <= 64)
  }

  @Test func sequentialRequestsShareOneConnection() async throws {
    let stubbed = try await StubbedEngine(always: .json("{}"))
    for _ in 0..<20 { _ = try await stubbed.engine.system.info() }
    #expect(stubbed.stub.openConnections == 1)
  }

  @Test func largeBodiesFromMemoryAndFromFilesArriveWhole() async throws {
    let bytes = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let path = "/tmp/docker-engine-body-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    defer { unlink(path) }
    try #require(write(bytes, to: path))
    let stubbed = try await StubbedEngine(always: .empty(200))
    try await stubbed.engine.containers.uploadArchive("c", to: "/", .bytes(bytes))
    try await stubbed.engine.containers.uploadArchive("c", to: "/", .file(path))
    #expect(stubbed.stub.requests.map { $0.body == bytes } == [true, true])
    #expect(stubbed.stub.requests.allSatisfy { $0.headers["expect"] == nil })
  }

  @Test func aFileThatShrinksWhileItIsSent() async throws {
    let path = "/tmp/docker-engine-body-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    defer { unlink(path) }
    try #require(write([UInt8](repeating: 1, count: 1000), to: path))
    let body = try RequestBody.file(path)
    try #require(write([1, 2, 3], to: path))
    let stubbed = try await StubbedEngine(always: .empty(200))
    let error = try await engineError { try await stubbed.engine.containers.uploadArchive("c", to: "/", body) }
    #expect("\(error)".contains("\(path) became shorter while it was sent"))
  }

  @Test func closingEndsWhatIsUnderWay() async throws {
    let stubbed = try await StubbedEngine(always: .silence)
    let asking = Task { try await stubbed.engine.system.info() }
    try await eventually("the request has arrived") { !stubbed.stub.requests.isEmpty }
    stubbed.engine.close()
    stubbed.engine.close()
    #expect(try await engineError { try await asking.value } == .closed)
    #expect(try await engineError { try await stubbed.engine.system.info() } == .closed)
    try await eventually("the connection is closed") { stubbed.stub.openConnections == 0 }
  }

  @Test func aClientThatGoesAwayClosesItsConnectionsOnceItsStreamsAreGone() async throws {
    let stub = try await StubEngine.start { $0.path == "/_ping" ? nil : .stream(["x"], then: .hold) }
    do {
      let stream = try await DockerEngine.connect(to: .unix(stub.path)).containers.downloadArchive("c", from: "/")
      var iterator = stream.makeAsyncIterator()
      #expect(try await iterator.next() == Array("x".utf8))
    }
    try await eventually("the connections are closed") { stub.openConnections == 0 }
  }

  private func write(_ bytes: [UInt8], to path: String) -> Bool {
    guard let file = fopen(path, "w") else { return false }
    return fwrite(bytes, 1, bytes.count, file) == bytes.count && fclose(file) == 0
  }
}
