import DockerEngine
import StubEngine
import Testing

@Suite(.timeLimit(.minutes(1)))
struct StreamTests {
  @Test(arguments: [
    ["{\"stream\":\"one\"}\r\n{\"stream\":\"two\"}\r\n{\"aux\":{\"ID\":\"sha256:1\"}}\r\n"],
    ["{\"stre", "am\":\"one\"}\r", "\n{\"stream\":\"two\"}\r\n{\"au", "x\":{\"ID\":\"sha256:1\"}}"],
  ])
  func buildProgressWhereverTheChunksAreCut(_ chunks: [String]) async throws {
    let stubbed = try await StubbedEngine(always: .stream(chunks))
    let lines = Lines()
    let id = try await stubbed.engine.images.build(ImageBuild(), context: .bytes([])) { lines.add($0.stream) }
    #expect(id == "sha256:1")
    #expect(lines.all == ["one", "two", nil])
  }

  @Test func errorLineInsideASuccessfulResponse() async throws {
    let chunks = [
      "{\"stream\":\"Step 1/1\"}\r\n{\"errorDetail\":{\"message\":\"no space\"},\"error\":\"no space\"}\r\n"
    ]
    let stubbed = try await StubbedEngine(always: .stream(chunks))
    let building = try await engineError {
      try await stubbed.engine.images.build(ImageBuild(), context: .bytes([]))
    }
    #expect(building == .stream(request: "POST /build", message: "no space"))
    let loading = try await engineError { try await stubbed.engine.images.load(.bytes([])) }
    #expect(loading == .stream(request: "POST /images/load", message: "no space"))
  }

  @Test func connectionClosedInTheMiddleOfAChunkedBody() async throws {
    let stubbed = try await StubbedEngine(always: .stream(["{\"Type\":\"container\"}\n"], then: .close))
    let events = try await stubbed.engine.system.events()
    var iterator = events.makeAsyncIterator()
    #expect(try await iterator.next()?.type == "container")
    let error = try await engineError { try await iterator.next() }
    guard case .transport("GET /events", _, _, _) = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test func hijackedStreamThatEndsWithinAFrame() async throws {
    let cut = Array(frame(1, "whole")) + frame(2, "cut off").dropLast(3)
    let stubbed = try await StubbedEngine(always: StubResponse(body: .raw([cut], then: .close)))
    let attachment = try await stubbed.engine.containers.attach("c")
    let error = try await engineError { try await attachment.collect() }
    #expect("\(error)".contains("ends within a frame"))
  }

  @Test func aConsumerThatIsBehindStopsTheSender() async throws {
    let chunk = [UInt8](repeating: 7, count: 1 << 16)
    let stubbed = try await StubbedEngine(always: StubResponse(body: .endless(chunk: chunk)))
    let archive = try await stubbed.engine.containers.downloadArchive("c", from: "/")
    var iterator = archive.makeAsyncIterator()
    let first = try await stubbed.sentWhenStalled()
    // The client's budget of 1 MiB, and what sockets and buffers on both sides hold.
    #expect(first >= 1 << 20)
    #expect(first <= 3 << 20)
    var taken = 0
    while taken < 16 << 20 { taken += try #require(await iterator.next()).count }
    let second = try await stubbed.sentWhenStalled()
    #expect(second >= taken)
    #expect(second <= taken + 3 << 20)
  }

  @Test func cancellingTheConsumerEndsAHeldOpenStreamAtOnce() async throws {
    let stubbed = try await StubbedEngine(always: .stream(["{\"Type\":\"container\"}\n"], then: .hold))
    let events = try await stubbed.engine.system.events()
    let reading = Task {
      var count = 0
      for try await _ in events { count += 1 }
      return count
    }
    try await eventually("the event is on its way") { stubbed.stub.sentBytes > 0 }
    let start = ContinuousClock.now
    reading.cancel()
    await #expect(throws: CancellationError.self) { try await reading.value }
    // Without the cancellation it would be held open for ever.
    #expect(ContinuousClock.now - start < .seconds(30))
  }

  @Test func cancellingWhileTheHeadIsAwaited() async throws {
    let stubbed = try await StubbedEngine(always: .silence)
    let inspecting = Task { try await stubbed.engine.containers.inspect("c") }
    try await eventually("the request has arrived") { !stubbed.stub.requests.isEmpty }
    inspecting.cancel()
    await #expect(throws: CancellationError.self) { try await inspecting.value }
    try await eventually("the connection is closed") { stubbed.stub.openConnections == 0 }
  }

  @Test func aStreamThatNobodyHoldsIsClosed() async throws {
    let stubbed = try await StubbedEngine(always: .stream(["x"], then: .hold))
    do {
      let stream = try await stubbed.engine.containers.downloadArchive("c", from: "/")
      var iterator = stream.makeAsyncIterator()
      #expect(try await iterator.next() == Array("x".utf8))
      #expect(stubbed.stub.openConnections == 1)
    }
    try await eventually("the connection is closed") { stubbed.stub.openConnections == 0 }
  }

  @Test func waitIsOpenWhenTheEngineHasSentItsHead() async throws {
    let stubbed = try await StubbedEngine(always: .stream(["{\"Status", "Code\":3}\n"]))
    let waiting = try await stubbed.engine.containers.openWait("c", condition: .nextExit)
    #expect(try await waiting.exit() == ContainerExit(statusCode: 3))
  }

  @Test func waitThatTheEngineAbandons() async throws {
    let stubbed = try await StubbedEngine(always: .stream([]))
    let error = try await engineError { try await stubbed.engine.containers.wait("c") }
    #expect("\(error)".contains("without reporting an exit code"))
  }
}

extension StubbedEngine {
  /// The number of bytes sent once it does not grow any more.
  fileprivate func sentWhenStalled() async throws -> Int {
    var last = -1
    var unchanged = 0
    try await eventually("the sender stalls") {
      let sent = stub.sentBytes
      unchanged = sent == last && sent > 0 ? unchanged + 1 : 0
      last = sent
      return unchanged == 40
    }
    return last
  }
}
