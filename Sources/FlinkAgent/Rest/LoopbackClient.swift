import DreyModel
import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks Flink's REST API, which listens on the loopback address alone.
struct LoopbackClient: Sendable {
  let port: Int
  /// A longer answer counts as none.
  var maximumLength = 16 << 20
  var timeout: TimeAmount = .seconds(5)

  /// What came back: the status code and the body.
  struct Answer: Sendable, Equatable {
    var status: Int
    var body: [UInt8]

    /// The body of an answer with status code 200.
    func decoded<Body: Decodable>(as type: Body.Type) -> Body? {
      status == 200 ? try? JSONDecoder().decode(type, from: Data(body)) : nil
    }
  }

  /// - Returns: nil where there was no answer, which is usual while the JVM starts.
  func get(_ path: String) async -> Answer? {
    let promise = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: Answer.self)
    let (limit, timeout) = (maximumLength, timeout)
    let connecting = ClientBootstrap(group: promise.futureResult.eventLoop)
      .connectTimeout(.seconds(2))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHTTPClientHandlers()
          try pipeline.addHandler(IdleStateHandler(allTimeout: timeout))
          try pipeline.addHandler(AnswerCollector(promise: promise, limit: limit))
        }
      }
      .connect(host: "127.0.0.1", port: port)
    connecting.whenFailure { promise.fail($0) }
    connecting.whenSuccess { channel in
      var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path)
      head.headers = ["Host": "127.0.0.1", "Connection": "close"]
      channel.write(HTTPClientRequestPart.head(head), promise: nil)
      channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }
    return try? await promise.futureResult.get()
  }

  /// The body of an answer with status code 200.
  func get<Body: Decodable>(_ path: String, as type: Body.Type) async -> Body? {
    await get(path)?.decoded(as: type)
  }
}

/// Puts the parts of one answer together.
private final class AnswerCollector: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private let promise: EventLoopPromise<LoopbackClient.Answer>
  private let limit: Int
  private var answer = LoopbackClient.Answer(status: 0, body: [])
  private var isDone = false

  init(promise: EventLoopPromise<LoopbackClient.Answer>, limit: Int) {
    self.promise = promise
    self.limit = limit
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): answer.status = Int(head.status.code)
    case .body(let bytes):
      guard answer.body.count + bytes.readableBytes <= limit else { return context.close(promise: nil) }
      answer.body.append(contentsOf: bytes.readableBytesView)
    case .end:
      isDone = true
      promise.succeed(answer)
      context.close(promise: nil)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  func channelInactive(context: ChannelHandlerContext) {
    if !isDone { promise.fail(ChannelError.eof) }
  }
}
