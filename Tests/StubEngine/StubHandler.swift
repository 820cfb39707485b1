import NIOCore
import NIOHTTP1

/// One connection to a stub engine.
final class StubHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let reference: EngineReference
  private let script: StubEngine.Script
  private var request: StubRequest?
  private var endless: ByteBuffer?

  init(reference: EngineReference, script: @escaping StubEngine.Script) {
    self.reference = reference
    self.script = script
  }

  func channelActive(context: ChannelHandlerContext) { reference.update { $0.openConnections += 1 } }

  func channelInactive(context: ChannelHandlerContext) {
    endless = nil
    reference.update { $0.openConnections -= 1 }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      let headers = head.headers.map { ($0.name.lowercased(), $0.value) }
      request = StubRequest(
        method: head.method.rawValue, target: head.uri,
        headers: Dictionary(headers, uniquingKeysWith: { "\($0), \($1)" }),
        body: [])
    case .body(let buffer):
      request?.body.append(contentsOf: buffer.readableBytesView)
    case .end:
      guard let request else { return }
      self.request = nil
      reference.update { $0.requests.append(request) }
      answer(script(request) ?? Self.otherwise(request), context)
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) { pushEndless(context) }

  private static func otherwise(_ request: StubRequest) -> StubResponse {
    request.path == "/_ping" ? .ping() : .json(#"{"message":"the test has no answer to this"}"#, status: 501)
  }

  private func answer(_ response: StubResponse, _ context: ChannelHandlerContext) {
    guard response.status > 0 else {
      if response.status < 0 { context.close(promise: nil) }
      return
    }
    switch response.body {
    case .whole(let bytes):
      writeHead(response, [("Content-Length", "\(bytes.count)")], context)
      write([bytes], context)
      end(.complete, context)
    case .chunked(let chunks, let ending):
      writeHead(response, [("Transfer-Encoding", "chunked")], context)
      write(chunks, context)
      end(ending, context)
    case .raw(let chunks, let ending):
      // Neither a length nor chunks: the client reads to the end of the connection.
      writeHead(response, [("Content-Type", "application/vnd.docker.raw-stream")], version: .http1_0, context)
      write(chunks, context)
      if case .hold = ending { return }
      end(.close, context)
    case .endless(let chunk):
      writeHead(response, [("Transfer-Encoding", "chunked")], context)
      endless = ByteBuffer(bytes: chunk)
      pushEndless(context)
    }
  }

  private func writeHead(
    _ response: StubResponse, _ framing: [(String, String)], version: HTTPVersion = .http1_1,
    _ context: ChannelHandlerContext
  ) {
    let head = HTTPResponseHead(
      version: version, status: HTTPResponseStatus(statusCode: response.status),
      headers: HTTPHeaders(response.headers + ([204, 304].contains(response.status) ? [] : framing)))
    context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
  }

  private func write(_ chunks: [[UInt8]], _ context: ChannelHandlerContext) {
    for chunk in chunks where !chunk.isEmpty {
      send(ByteBuffer(bytes: chunk), context)
    }
  }

  private func send(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
    let written = context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(buffer))))
    let (reference, count) = (reference, buffer.readableBytes)
    written.whenSuccess { reference.update { $0.sentBytes += count } }
  }

  private func end(_ ending: StubResponse.Ending, _ context: ChannelHandlerContext) {
    switch ending {
    case .complete: context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    case .close: context.close(promise: nil)
    case .hold: break
    }
  }

  // Stops as soon as the client does not take more, and goes on when it does.
  private func pushEndless(_ context: ChannelHandlerContext) {
    while let endless, context.channel.isWritable { send(endless, context) }
  }
}
