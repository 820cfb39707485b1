import GuardedHTTP
import NIOCore
import NIOHTTP1
import NIOPosix

/// The client's side of a proxied connection. It is given one request at a time, and only those that may pass; bodies are
/// passed on as they come, in both directions only as fast as the slower side takes them.
final class ProxyHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = Never
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let configuration: ProxyConfiguration
  private var exchange: Exchange?
  private var isReadWanted = false
  private var context: ChannelHandlerContext?

  /// A request and its answer.
  private struct Exchange {
    var expectsContinue: Bool
    var isSubmission: Bool
    var asksForResult: Bool
    var isRequestComplete = false
    var hasAnswerBegun = false
    /// What came before there was a connection to Flink.
    var waiting: [HTTPClientRequestPart] = []
    var upstream: (any Channel)?
  }

  init(_ configuration: ProxyConfiguration) { self.configuration = configuration }

  private var loop: (any EventLoop)? { context?.eventLoop }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): begin(head, context)
    case .body(let bytes): pass(.body(.byteBuffer(bytes)))
    case .end(let trailers):
      exchange?.isRequestComplete = true
      pass(.end(trailers))
    }
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let isSubmission = SubmissionGate.isSubmission(method: head.method.rawValue, path: head.uri)
    if isSubmission, !configuration.gate.begin() { return end(.secondJob, context) }
    configuration.onRequest(head.method.rawValue, head.uri)
    exchange = Exchange(
      expectsContinue: head.expectsContinue, isSubmission: isSubmission,
      asksForResult: ResultReads.asksForResult(head.uri), waiting: [.head(HopHeaders.request(head))])
    connectOnceReady(context)
  }

  private func connectOnceReady(_ context: ChannelHandlerContext) {
    guard let ready = configuration.ready else { return connect(context.eventLoop) }
    let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
    ready.hop(to: context.eventLoop).whenComplete { _ in
      // The client may have gone meanwhile.
      guard handler.value.exchange != nil else { return }
      handler.value.connect(handler.value.loop)
    }
  }

  private func connect(_ loop: (any EventLoop)?) {
    guard let loop else { return }
    let handler = NIOLoopBound(self, eventLoop: loop)
    ClientBootstrap(group: loop)
      .connectTimeout(.seconds(5))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHTTPClientHandlers()
          try pipeline.addHandler(UpstreamHandler(front: handler.value))
        }
      }
      .connect(host: "127.0.0.1", port: configuration.upstreamPort)
      .whenComplete { result in
        switch result {
        case .success(let channel): handler.value.connected(channel)
        case .failure(let error): handler.value.upstreamEnded("\(error)")
        }
      }
  }

  private func connected(_ upstream: any Channel) {
    guard let context, context.channel.isActive, exchange != nil else { return upstream.close(promise: nil) }
    if exchange?.expectsContinue == true, exchange?.isRequestComplete == false {
      let head = HTTPResponseHead(version: .http1_1, status: .continue)
      context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }
    exchange?.upstream = upstream
    let waiting = exchange?.waiting ?? []
    exchange?.waiting = []
    for part in waiting { upstream.write(part, promise: nil) }
    upstream.flush()
    resumeReading()
  }

  private func pass(_ part: HTTPClientRequestPart) {
    guard let upstream = exchange?.upstream else {
      exchange?.waiting.append(part)
      return
    }
    upstream.writeAndFlush(part, promise: nil)
  }

  /// Answers without Flink.
  private func end(_ answer: ErrorAnswer, isLast: Bool = false, _ context: ChannelHandlerContext) {
    for part in answer.parts(isLast: isLast) { context.write(wrapOutboundOut(part), promise: nil) }
    context.flush()
  }

  // MARK: what Flink answers

  func upstreamSent(_ part: HTTPClientResponsePart) {
    guard let context, var current = exchange else { return }
    switch part {
    case .head(let head):
      current.hasAnswerBegun = true
      exchange = current
      if current.isSubmission { configuration.gate.end(accepted: (200..<300).contains(head.status.code)) }
      let answer = HopHeaders.response(head, isLast: !current.isRequestComplete)
      context.write(wrapOutboundOut(.head(answer)), promise: nil)
    case .body(let bytes):
      if current.asksForResult, ResultReads.isResult(bytes.readableBytesView) { configuration.onResult() }
      context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
    case .end(let trailers):
      exchange = nil
      context.writeAndFlush(wrapOutboundOut(.end(trailers)), promise: nil)
      resumeReading()
    }
  }

  /// The connection to Flink is gone, or was never there.
  func upstreamEnded(_ reason: String) {
    guard let context, let current = exchange else { return }
    exchange = nil
    if current.isSubmission, !current.hasAnswerBegun { configuration.gate.end(accepted: false) }
    guard !current.hasAnswerBegun else { return context.close(promise: nil) }
    end(.unavailable(reason), isLast: true, context)
  }

  // MARK: flow

  func read(context: ChannelHandlerContext) {
    guard mayRead else {
      isReadWanted = true
      return
    }
    context.read()
  }

  /// Before Flink has taken what there is, nothing more is read.
  private var mayRead: Bool {
    guard let exchange else { return true }
    return exchange.upstream?.isWritable ?? false
  }

  func resumeReading() {
    guard isReadWanted, mayRead, let context else { return }
    isReadWanted = false
    context.read()
  }

  var isWritable: Bool { context?.channel.isWritable ?? false }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { exchange?.upstream?.read() }
    context.fireChannelWritabilityChanged()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  func channelInactive(context: ChannelHandlerContext) {
    if let current = exchange, current.isSubmission, !current.hasAnswerBegun { configuration.gate.end(accepted: false) }
    exchange?.upstream?.close(promise: nil)
    exchange = nil
    context.fireChannelInactive()
  }
}
