import ControlPlane
import DreyModel
import GuardedHTTP
import HostileClients
import NIOCore
import NIOPosix
import Testing

@testable import FlinkAgent

@Suite struct ProxyTests {
  private static let token = "a-token-of-some-length"
  private let authorized = "Host: x\r\nAuthorization: Bearer \(token)\r\n"

  private func connections() throws -> GuardSettings {
    GuardSettings(token: try RestToken(Array(Self.token.utf8)), maximumContentLength: 1 << 30)
  }

  private func with(
    upstream port: Int? = nil, isSingle: Bool = false,
    _ body: (_ port: Int, _ upstream: StubUpstream) async throws -> Void
  ) async throws {
    let upstream = try await StubUpstream()
    let proxy = try await RestProxy.bind(
      host: "127.0.0.1", port: 0,
      ProxyConfiguration(
        connections: connections(), upstreamPort: port ?? upstream.port, gate: SubmissionGate(isSingle: isSingle)))
    do { try await body(proxy.port, upstream) } catch { Issue.record("\(error)") }
    await proxy.close()
    await upstream.close()
  }

  @Test(arguments: ["", "Authorization: Bearer wrong\r\n", "Authorization: Bearer a-token-of-some-lengtH\r\n"])
  func withoutTheTokenNothingPasses(header: String) async throws {
    try await with { port, upstream in
      for path in ["/", "/jobs", "/nowhere"] {
        let answer = try await RawClient.exchange(
          port: port, ["GET \(path) HTTP/1.1\r\n\(header)Connection: close\r\n\r\n"])
        #expect(answer.hasPrefix("HTTP/1.1 401 "))
        #expect(answer.contains(#"{"errors":["#))
      }
      let answer = try await RawClient.exchange(
        port: port, ["POST /jars/upload HTTP/1.1\r\n\(header)Content-Length: 100000000\r\nExpect: 100-continue\r\n\r\n"]
      )
      #expect(answer.hasPrefix("HTTP/1.1 401 "))
      #expect(upstream.seen.list.isEmpty)
    }
  }

  @Test func requestsOfOneConnectionPassWithoutTheToken() async throws {
    try await with { port, upstream in
      let get = "GET /a HTTP/1.1\r\n\(authorized)\r\n"
      let answer = try await RawClient.exchange(
        port: port, [get, get, "GET /b HTTP/1.1\r\n\(authorized)Connection: close\r\n\r\n"])
      #expect(answer.components(of: "HTTP/1.1 200 OK") == 3)
      #expect(upstream.seen.list.map(\.path) == ["/a", "/a", "/b"])
      #expect(!upstream.seen.list.contains { $0.headers.contains("authorization") })
    }
  }

  @Test func longBodiesPassInBothDirections() async throws {
    try await with { port, upstream in
      let length = 48 << 20
      let head = "POST /jars/upload HTTP/1.1\r\n\(authorized)Content-Length: \(length)\r\nConnection: close\r\n\r\n"
      #expect(try await RawClient.exchange(port: port, [head], thenBytes: length).hasPrefix("HTTP/1.1 200 OK"))
      #expect(upstream.seen.list.map(\.bodyLength) == [length])
      let answer = try await RawClient.exchange(
        port: port, ["GET /big HTTP/1.1\r\n\(authorized)Connection: close\r\n\r\n"])
      #expect(answer.utf8.count > StubUpstream.bigLength)
    }
  }

  @Test func whoAsksIsToldToGoOn() async throws {
    try await with { port, upstream in
      let head =
        "POST /jars/upload HTTP/1.1\r\n\(authorized)Content-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
      let answer = try await RawClient.exchange(port: port, [head], thenBytes: 5, waitFor: "100 Continue\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 100 Continue"))
      #expect(answer.contains("HTTP/1.1 200 OK"))
      #expect(upstream.seen.list.map(\.bodyLength) == [5])
    }
  }

  @Test func aFlinkThatDoesNotAnswerIsUnavailable() async throws {
    let gone = try await StubUpstream()
    let free = gone.port
    await gone.close()
    try await with(upstream: free) { port, _ in
      let answer = try await RawClient.exchange(port: port, ["GET /overview HTTP/1.1\r\n\(authorized)\r\n"])
      #expect(answer.hasPrefix("HTTP/1.1 503 "))
      #expect(answer.contains(#"{"errors":["#))
    }
    try await with { port, _ in
      let answer = try await RawClient.exchange(port: port, ["GET /drop HTTP/1.1\r\n\(authorized)\r\n"])
      #expect(answer.hasPrefix("HTTP/1.1 503 "))
    }
  }

  @Test func requestsWaitWhileFlinkStarts() async throws {
    let upstream = try await StubUpstream()
    let ready = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: Void.self)
    let proxy = try await RestProxy.bind(
      host: "127.0.0.1", port: 0,
      ProxyConfiguration(
        connections: connections(), upstreamPort: upstream.port, gate: SubmissionGate(isSingle: false),
        ready: ready.futureResult))
    let get = "GET /a HTTP/1.1\r\n\(authorized)Connection: close\r\n\r\n"
    async let answer = RawClient.exchange(port: proxy.port, [get])
    let refused = try await RawClient.exchange(port: proxy.port, ["GET /a HTTP/1.1\r\nConnection: close\r\n\r\n"])
    #expect(refused.hasPrefix("HTTP/1.1 401 "), "who is refused need not wait")
    #expect(upstream.seen.list.isEmpty)
    ready.succeed(())
    #expect(try await answer.hasPrefix("HTTP/1.1 200 "))
    await proxy.close()
    await upstream.close()
  }

  @Test func aSecondJobIsRefused() async throws {
    try await with(isSingle: true) { port, upstream in
      let post = "POST /jobs HTTP/1.1\r\n\(authorized)Content-Length: 0\r\nConnection: close\r\n\r\n"
      #expect(try await RawClient.exchange(port: port, [post]).hasPrefix("HTTP/1.1 202 "))
      let answer = try await RawClient.exchange(port: port, [post])
      #expect(answer.hasPrefix("HTTP/1.1 409 "))
      #expect(answer.contains("one job"))
      #expect(upstream.seen.list.count == 1)
      let get = try await RawClient.exchange(
        port: port, ["GET /jobs HTTP/1.1\r\n\(authorized)Connection: close\r\n\r\n"])
      #expect(get.hasPrefix("HTTP/1.1 200 "))
    }
  }

  @Test(arguments: [
    "\u{0}\u{1}\u{2}garbage\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
    "GET /\(String(repeating: "x", count: 200_000)) HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nX: \(String(repeating: "y", count: 200_000))\r\n\r\n",
    "GET / HTTP/1.1\r\n" + (0..<500).map { "X-\($0): 1\r\n" }.joined() + "\r\n",
    "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
  ])
  func garbageEndsItsConnectionAndNothingElse(text: String) async throws {
    try await with { port, upstream in
      let answer = try await RawClient.exchange(port: port, [text])
      #expect(!answer.hasPrefix("HTTP/1.1 2"))
      let good = try await RawClient.exchange(port: port, ["GET /a HTTP/1.1\r\n\(authorized)Connection: close\r\n\r\n"])
      #expect(good.hasPrefix("HTTP/1.1 200 OK"))
    }
  }
}

extension String {
  fileprivate func components(of part: String) -> Int {
    var count = 0
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(part) { count += 1 }
      rest = rest.dropFirst()
    }
    return count
  }
}
