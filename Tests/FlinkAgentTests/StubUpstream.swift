import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Stands in for Flink's REST API and remembers what came.
///
/// Paths of ``bodies`` have those answers, once there are any every other path is 404. Without them `/big` answers with 32 MiB, `/drop` closes without an answer, `POST /jobs` says 202, anything else 200 with a text.
final class StubUpstream: Sendable {
  struct Seen: Sendable, Equatable {
    var method: String
    var path: String
    var headers: [String]
    var bodyLength: Int
  }

  static let bigLength = 32 << 20
  let seen = SeenRequests()
  let bodies: Bodies
  private let server: any Channel
  var port: Int { server.localAddress?.port ?? 0 }

  final class Bodies: Sendable {
    private let all: Mutex<[String: String]?>
    init(_ bodies: [String: String]?) { all = Mutex(bodies) }
    subscript(path: String) -> String? { all.withLock { $0?[path] } }
    var areGiven: Bool { all.withLock { $0 != nil } }
    func set(_ path: String, _ body: String) { all.withLock { $0?[path] = body } }
  }

  final class SeenRequests: Sendable {
    private let all = Mutex<[Seen]>([])
    var list: [Seen] { all.withLock { $0 } }
    func add(_ one: Seen) { all.withLock { $0.append(one) } }
  }

  init(bodies: [String: String]? = nil) async throws {
    let seen = seen
    let bodies = Bodies(bodies)
    self.bodies = bodies
    server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Answerer(seen, bodies))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  func close() async { try? await server.close() }

  private final class Answerer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    private let seen: SeenRequests
    private let bodies: Bodies
    private var current: Seen?

    init(_ seen: SeenRequests, _ bodies: Bodies) {
      self.seen = seen
      self.bodies = bodies
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head):
        current = Seen(
          method: head.method.rawValue, path: head.uri, headers: head.headers.map { $0.name.lowercased() },
          bodyLength: 0)
      case .body(let bytes): current?.bodyLength += bytes.readableBytes
      case .end:
        guard let request = current else { return }
        seen.add(request)
        answer(request, context)
      }
    }

    private func answer(_ text: String?, _ context: ChannelHandlerContext) {
      let body = text ?? #"{"errors":["Not found"]}"#
      let head = HTTPResponseHead(
        version: .http1_1, status: text == nil ? .notFound : .ok, headers: ["Content-Length": "\(body.utf8.count)"])
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func answer(_ request: Seen, _ context: ChannelHandlerContext) {
      guard request.path != "/drop" else { return context.close(promise: nil) }
      if bodies.areGiven { return answer(bodies[request.path], context) }
      let length = request.path == "/big" ? StubUpstream.bigLength : 2
      let status: HTTPResponseStatus = request.path == "/jobs" && request.method == "POST" ? .accepted : .ok
      let head = HTTPResponseHead(version: .http1_1, status: status, headers: ["Content-Length": "\(length)"])
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(repeating: 0x78, count: length)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
