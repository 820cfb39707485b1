import ControlPlane
import GuardedHTTP
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server behind a guard: `/big` is answered with 32 MiB, `/never` never, anything else with "ok" when its body is here,
/// and `/early` before.
final class GuardedServer: Sendable {
  static let token = "a-token-of-the-tests"
  static let bigLength = 32 << 20

  let port: Int
  let connections: ConnectionGuard
  /// Heads that passed, and bytes of bodies.
  let passed: Passed
  private let server: any Channel

  final class Passed: Sendable {
    private let counts = Mutex((requests: 0, bytes: 0))
    var requests: Int { counts.withLock { $0.requests } }
    var bytes: Int { counts.withLock { $0.bytes } }
    func addRequest() { counts.withLock { $0.requests += 1 } }
    func add(_ bytes: Int) { counts.withLock { $0.bytes += bytes } }
  }

  init(_ change: (inout GuardSettings) -> Void = { _ in }) async throws {
    var settings = GuardSettings(token: try RestToken(Array(Self.token.utf8)), maximumContentLength: 1 << 20)
    settings.timeouts.head = .milliseconds(400)
    settings.timeouts.body = .milliseconds(400)
    settings.timeouts.idle = .milliseconds(800)
    settings.timeouts.write = .milliseconds(400)
    settings.timeouts.closing = .milliseconds(200)
    change(&settings)
    let connections = ConnectionGuard(settings)
    let passed = Passed()
    self.connections = connections
    self.passed = passed
    server = try await ServerBootstrap(group: ConnectionGuard.eventLoopGroup)
      .serverChannelOption(.backlog, value: 1024)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          _ = try connections.install(on: channel)
          try channel.pipeline.syncOperations.addHandler(Answerer(passed))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    port = server.localAddress?.port ?? 0
  }

  func close() async {
    try? await server.close()
    connections.closeAll()
  }

  /// Runs a server for the length of a closure.
  static func with(
    _ change: (inout GuardSettings) -> Void = { _ in }, _ body: (GuardedServer) async throws -> Void
  ) async throws {
    let server = try await GuardedServer(change)
    do { try await body(server) } catch {
      await server.close()
      throw error
    }
    await server.close()
  }
}

private final class Answerer: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart
  private let passed: GuardedServer.Passed
  private var path = ""

  init(_ passed: GuardedServer.Passed) { self.passed = passed }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      passed.addRequest()
      path = head.uri
      if path == "/early" { answer(2, context) }
    case .body(let bytes): passed.add(bytes.readableBytes)
    case .end:
      if path != "/never", path != "/early" { answer(path == "/big" ? GuardedServer.bigLength : 2, context) }
    }
  }

  private func answer(_ length: Int, _ context: ChannelHandlerContext) {
    let body = length == 2 ? ByteBuffer(string: "ok") : ByteBuffer(repeating: 0x78, count: length)
    let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "\(length)"])
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
