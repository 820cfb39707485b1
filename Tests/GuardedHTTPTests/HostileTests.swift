import GuardedHTTP
import HostileClients
import NIOCore
import Testing

/// What clients that mean harm, or do not care, can do to a server and to others.
@Suite(.serialized) struct HostileTests {
  private let authorized = "Host: x\r\nAuthorization: Bearer \(GuardedServer.token)\r\n"
  private var call: String { "GET /a HTTP/1.1\r\n\(authorized)Connection: close\r\n\r\n" }

  /// Waits for a state, for ten seconds at most.
  private func eventually(_ what: Comment, _ isReached: () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(10)
    while !isReached() {
      try #require(ContinuousClock.now < deadline, what)
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// Server, attackers and the one who calls are a single process here, built for debugging: `make hostile` measures times.
  private func expectService(_ server: GuardedServer) async throws {
    let began = ContinuousClock.now
    #expect(try await RawClient.exchange(port: server.port, [call]).hasPrefix("HTTP/1.1 200"))
    #expect(ContinuousClock.now - began < .seconds(10))
  }

  private func attack(
    _ attack: Attack, _ server: GuardedServer, _ body: (Swarm) async throws -> Void
  ) async throws -> Swarm.Count {
    // A server built for debugging takes no more, beside other tests.
    let swarm = try Swarm.start(attack.with { $0.rate = 400 }, port: server.port)
    do { try await body(swarm) } catch {
      await swarm.stop()
      throw error
    }
    return await swarm.stop()
  }

  @Test(arguments: HTTPAttacks.ofStrangers)
  func withoutTheTokenNobodyKeepsOthersOut(kind: Attack) async throws {
    try await GuardedServer.with({ $0.timeouts = ConnectionTimeouts() }) { server in
      _ = try await attack(kind, server) { swarm in
        try await eventually("the attack begins") { swarm.count.opened >= kind.connections }
        for _ in 0..<5 { try await expectService(server) }
        #expect(server.connections.connectionCount <= 256 + 1)
      }
      #expect(server.passed.requests == 5)
      try await eventually("connections end") { server.connections.connectionCount == 0 }
    }
  }

  @Test(arguments: HTTPAttacks.ofFriends(token: GuardedServer.token))
  func withTheTokenNobodyKeepsOthersOutEither(kind: Attack) async throws {
    try await GuardedServer.with({ $0.timeouts = ConnectionTimeouts() }) { server in
      let few = kind.with {
        guard !$0.repeated.isEmpty else { return }
        ($0.connections, $0.pause) = (min(5, $0.connections), max(200, $0.pause))
      }
      _ = try await attack(few, server) { swarm in
        try await eventually("the attack begins") { swarm.count.opened >= few.connections }
        for _ in 0..<5 { try await expectService(server) }
        #expect(server.connections.connectionCount <= 512)
      }
      try await eventually("connections end") { server.connections.connectionCount == 0 }
    }
  }

  @Test func answersThatAreNotReadStopTheRequests() async throws {
    try await GuardedServer.with({ $0.timeouts.write = .seconds(60) }) { server in
      let requests = HTTPAttacks.ofFriends(token: GuardedServer.token)[0]
      let count = try await attack(requests, server) { swarm in
        var before = -1
        try await eventually("the server stops reading") {
          let count = swarm.count
          defer { before = count.sentBytes }
          return count.sentBytes == before && count.alive == 50 && before > 0
        }
      }
      #expect(count.sentBytes < 50 * 4 << 20, "what is not read stays with the client")
    }
  }

  @Test func whoSendsManyRequestsAtOnceIsAnsweredInTheirOrder() async throws {
    try await GuardedServer.with { server in
      let get = "GET /a HTTP/1.1\r\n\(authorized)\r\n"
      let texts = [String](repeating: get, count: 499) + [call]
      let answer = try await RawClient.exchange(port: server.port, [texts.joined()])
      #expect(answer.split(separator: "HTTP/1.1 200").count == 500)
    }
  }

  @Test func theBodyOfARefusedCallIsNotRead() async throws {
    try await GuardedServer.with { server in
      let endless = try #require(HTTPAttacks.ofStrangers.first { $0.name == "bodies without end" })
      let single = endless.with { ($0.connections, $0.isReconnecting) = (1, false) }
      let count = try await attack(single, server) { swarm in
        try await eventually("the connection is closed") { swarm.count.ended == 1 }
      }
      #expect(count.sentBytes < 8 << 20)
      #expect(server.passed.bytes == 0)
    }
  }

  @Test(arguments: [
    ("Content-Length: 4611686018427387904", "413"), ("Content-Length: 1048577", "413"), ("Content-Length: 2", "200"),
    ("Content-Length: -1", "400"), ("Content-Length: 99999999999999999999999999", "400"),
    ("Content-Length: 1\r\nContent-Length: 2", "400"),
  ])
  func aBodyThatIsTooLongIsRefusedAtOnce(field: String, status: String) async throws {
    try await GuardedServer.with { server in
      let answer = try await RawClient.exchange(
        port: server.port, ["POST /a HTTP/1.1\r\n\(authorized)Connection: close\r\n\(field)\r\n\r\nxx"])
      #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
    }
  }

  @Test(arguments: ["Bearer", "bearer", "BEARER"])
  func theSchemeMayBeInLowerCase(scheme: String) async throws {
    try await GuardedServer.with { server in
      let head = "GET /a HTTP/1.1\r\nAuthorization: \(scheme) \(GuardedServer.token)\r\nConnection: close\r\n\r\n"
      let answer = try await RawClient.exchange(port: server.port, [head])
      #expect(answer.hasPrefix("HTTP/1.1 200 "))
    }
  }

  @Test(arguments: [
    "", "GET /a HTT", "GET /a HTTP/1.1\r\n", "POST /a HTTP/1.1\r\nAUTHContent-Length: 10\r\n\r\nxx",
    "POST /a HTTP/1.1\r\nAUTHTransfer-Encoding: chunked\r\n\r\n5\r\nxx",
  ])
  func whatIsNotSentToItsEndIsGivenUp(text: String) async throws {
    try await GuardedServer.with { server in
      let text = text.replacing("AUTH", with: authorized)
      let began = ContinuousClock.now
      let answer = try await RawClient.exchange(port: server.port, [text])
      #expect(answer == "")
      #expect(ContinuousClock.now - began < .seconds(5))
      #expect(ContinuousClock.now - began > .milliseconds(300))
    }
  }

  @Test func aConnectionWithoutRequestsIsClosedInTheEnd() async throws {
    try await GuardedServer.with { server in
      let began = ContinuousClock.now
      let answer = try await RawClient.exchange(port: server.port, ["GET /a HTTP/1.1\r\n\(authorized)\r\n"])
      #expect(answer.hasSuffix("ok"))
      #expect(ContinuousClock.now - began > .milliseconds(700), "longer than one without the token")
    }
  }

  @Test func aLaterHeadThatComesByteByByteIsGivenUp() async throws {
    try await GuardedServer.with({ $0.timeouts.idle = .seconds(60) }) { server in
      let slow = Attack("slow", connections: 1).with {
        $0.opening = Array("GET /a HTTP/1.1\r\n\(authorized)\r\nGET /a HTTP/1.1\r\nX: ".utf8)
        ($0.repeated, $0.pause, $0.isReconnecting) = ([0x79], 50, false)
      }
      _ = try await attack(slow, server) { swarm in
        try await eventually("the connection is closed") { swarm.count.ended == 1 }
      }
      #expect(server.passed.requests == 1)
    }
  }

  @Test func anAnswerThatIsNeverReadEndsItsConnection() async throws {
    try await GuardedServer.with { server in
      let deaf = Attack("deaf", connections: 2).with {
        ($0.opening, $0.isReconnecting) = (Array("GET /big HTTP/1.1\r\n\(authorized)\r\n".utf8), false)
      }
      _ = try await attack(deaf, server) { swarm in
        try await eventually("all are answered") { server.passed.requests == 2 }
        try await eventually("the connections are closed") { server.connections.connectionCount == 0 }
      }
    }
  }

  @Test func aLongAnswerThatIsReadSlowlyIsReadToItsEnd() async throws {
    try await GuardedServer.with { server in
      let answer = try await RawClient.exchange(
        port: server.port, ["GET /big HTTP/1.1\r\n\(authorized)Connection: close\r\n\r\n"], pause: 2)
      #expect(answer.utf8.count > GuardedServer.bigLength)
    }
  }

  @Test func anAnswerThatComesEarlyEndsABodyWithoutEnd() async throws {
    try await GuardedServer.with { server in
      let endless = Attack("endless", connections: 1).with {
        $0.opening = Array("POST /early HTTP/1.1\r\n\(authorized)Transfer-Encoding: chunked\r\n\r\n".utf8)
        $0.repeated = Array("400\r\n\(String(repeating: "x", count: 1024))\r\n".utf8)
        $0.isReconnecting = false
      }
      let count = try await attack(endless, server) { swarm in
        try await eventually("the connection is closed") { swarm.count.ended == 1 }
      }
      #expect(count.sentBytes < 8 << 20)
    }
  }

  @Test func whenAllAreServedOneMoreIsTold() async throws {
    try await GuardedServer.with({ $0.limits.admitted = 3 }) { server in
      let waiting = Attack("waiting", connections: 3).with {
        $0.opening = Array("GET /never HTTP/1.1\r\n\(authorized)\r\n".utf8)
      }
      _ = try await attack(waiting, server) { swarm in
        try await eventually("all wait") { server.passed.requests == 3 }
        #expect(try await RawClient.exchange(port: server.port, [call]).hasPrefix("HTTP/1.1 503 "))
      }
      try await eventually("they leave") { server.connections.connectionCount == 0 }
      try await expectService(server)
    }
  }
}
