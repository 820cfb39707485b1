public import NIOCore
public import NIOHTTP1

/// Lets one request of a connection pass at a time, and only those that may.
///
/// A request is decided about when its head is here. One that is refused is answered and the connection closed; its body
/// is not read. While an answer has not been taken, nothing is read.
public final class RequestGate: ChannelDuplexHandler {
  public typealias InboundIn = HTTPServerRequestPart
  public typealias InboundOut = HTTPServerRequestPart
  public typealias OutboundIn = HTTPServerResponsePart
  public typealias OutboundOut = HTTPServerResponsePart

  /// Completes when the first request may pass, and fails when the connection ends before.
  public var admission: EventLoopFuture<Void> { admitted.futureResult }

  private let owner: ConnectionGuard
  private let id: Int
  private let clock: ConnectionClock
  private let admitted: EventLoopPromise<Void>
  private var context: ChannelHandlerContext?

  private var isOpen: Bool
  /// Whether the token has been presented.
  private var isTrusted = false
  /// What passed before the gate was open.
  private var held: [HTTPServerRequestPart] = []
  private var exchange: Exchange?
  private var waiting: WaitingRequests
  /// What one read has brought of a body, in however small chunks it came.
  private var body: ByteBuffer?
  private var isReadWanted = false
  /// Whether nothing more is read or answered.
  private(set) var isClosing = false
  private var isOutputClosed = false
  /// Where bytes come from that are not decoded yet.
  var socket: SocketWatch?

  init(_ owner: ConnectionGuard, on channel: any Channel, isOpen: Bool) {
    self.owner = owner
    self.isOpen = isOpen
    id = owner.entered(channel)
    clock = ConnectionClock(owner.settings.timeouts, closing: channel)
    waiting = WaitingRequests(owner.settings.limits)
    admitted = channel.eventLoop.makePromise()
  }

  public func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    clock.start()
  }

  public func handlerRemoved(context: ChannelHandlerContext) {
    leave()
    self.context = nil
    socket = nil
  }

  public func channelInactive(context: ChannelHandlerContext) {
    leave()
    context.fireChannelInactive()
  }

  private func leave() {
    isClosing = true
    clock.cancel()
    waiting.removeAll()
    owner.left(id)
    admitted.fail(ChannelError.eof)
  }

  /// Hands on what has passed so far, and what comes.
  public func open() {
    isOpen = true
    let parts = held
    held = []
    guard let context, !isClosing else { return }
    for part in parts { context.fireChannelRead(wrapInboundOut(part)) }
    takeMore(context)
  }

  // MARK: requests

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isClosing else { return }
    let part = unwrapInboundIn(data)
    if exchange?.isRequestComplete == true || !waiting.isEmpty { waiting.append(part) } else { take(part, context) }
  }

  public func channelReadComplete(context: ChannelHandlerContext) {
    releaseBody(context)
    clock.isReading = false
    context.fireChannelReadComplete()
  }

  private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch part {
    case .head(let head): begin(head, context)
    case .body(let chunk): takeBody(chunk, context)
    case .end:
      releaseBody(context)
      exchange?.isRequestComplete = true
      clock.enter(.answering)
      let isAnswered = exchange?.isAnswered == true
      handOn(part, context)
      if isAnswered { proceed(context) }
    }
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    if case .refuse(let answer) = RequestDecision(head, owner.settings) { return refuse(answer, context) }
    guard owner.admit(id) else { return refuse(.full, context) }
    exchange = Exchange(head)
    clock.enter(.body)
    if !isTrusted {
      isTrusted = true
      owner.trusted(context.channel)
      admitted.succeed(())
    }
    handOn(.head(head), context)
  }

  private func takeBody(_ chunk: ByteBuffer, _ context: ChannelHandlerContext) {
    guard var current = exchange else { return }
    current.bytes += chunk.readableBytes
    if current.isAnswered { current.uselessBytes += chunk.readableBytes }
    exchange = current
    if current.uselessBytes > owner.settings.limits.uselessBytes { return linger(context) }
    let limit = owner.settings.maximumContentLength
    if current.bytes > limit { return current.hasAnswerBegun ? linger(context) : refuse(.tooLong(limit), context) }
    guard body != nil else { return body = chunk }
    body?.writeImmutableBuffer(chunk)
  }

  private func releaseBody(_ context: ChannelHandlerContext) {
    guard let chunk = body else { return }
    body = nil
    handOn(.body(chunk), context)
  }

  private func handOn(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    if isOpen { context.fireChannelRead(wrapInboundOut(part)) } else { held.append(part) }
  }

  /// Goes on with the next request.
  private func proceed(_ context: ChannelHandlerContext) {
    exchange = nil
    owner.answered(id)
    clock.enter(.idle)
    guard !waiting.isEmpty || socket?.isEmpty == false else { return takeMore(context) }
    // One request, and then the other connections'; what is due at once would come before what sockets bring.
    let gate = NIOLoopBound(self, eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: .milliseconds(1)) { gate.value.takeWaiting() }
  }

  private func takeWaiting() {
    guard let context, !isClosing else { return }
    while !isClosing, exchange?.isRequestComplete != true, let part = waiting.next() { take(part, context) }
    takeMore(context)
  }

  /// Takes what has come, and reads on when there is no more of that.
  private func takeMore(_ context: ChannelHandlerContext) {
    socket?.feed()
    guard !isClosing else { return }
    releaseBody(context)
    context.fireChannelReadComplete()
    resumeReading()
  }

  // MARK: answers

  public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isClosing, exchange != nil else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    switch unwrapOutboundIn(data) {
    case .head(let head) where head.status.code >= 200: begin(head, context, promise)
    case .head, .body: context.write(data, promise: promise)
    case .end:
      let written = promise ?? context.eventLoop.makePromise()
      let gate = NIOLoopBound(self, eventLoop: context.eventLoop)
      written.futureResult.whenSuccess { gate.value.answered() }
      context.write(data, promise: written)
    }
  }

  private func begin(
    _ head: HTTPResponseHead, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
  ) {
    var head = head
    if !head.isKeepAlive || waiting.isLast { exchange?.isLast = true }
    if exchange?.isLast == true { head.headers.replaceOrAdd(name: "Connection", value: "close") }
    exchange?.hasAnswerBegun = true
    context.write(wrapOutboundOut(.head(head)), promise: promise)
  }

  private func answered() {
    guard let context, !isClosing, let current = exchange else { return }
    exchange?.isAnswered = true
    if current.isLast || waiting.isLast { return linger(context) }
    if current.isRequestComplete { proceed(context) }
  }

  private func refuse(_ answer: ErrorAnswer, _ context: ChannelHandlerContext) {
    stop()
    for part in answer.parts(isLast: true) { context.write(wrapOutboundOut(part), promise: nil) }
    context.flush()
    closeOutput(context)
  }

  /// Ends a connection whose client may still be sending, so that it gets to read the answer first.
  private func linger(_ context: ChannelHandlerContext) {
    stop()
    closeOutput(context)
  }

  private func stop() {
    isClosing = true
    waiting.removeAll()
    body = nil
    clock.enter(.closing)
  }

  private func closeOutput(_ context: ChannelHandlerContext) {
    guard !isOutputClosed else { return }
    isOutputClosed = true
    context.close(mode: .output, promise: nil)
  }

  public func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode == .output else { return context.close(mode: mode, promise: promise) }
    if !isClosing { stop() }
    closeOutput(context)
    promise?.succeed(())
  }

  // MARK: the flow

  /// Something has come.
  func heard() { clock.hear() }

  public func read(context: ChannelHandlerContext) {
    guard mayRead else { return isReadWanted = true }
    clock.isReading = true
    context.read()
  }

  private var mayRead: Bool { takesMore && socket?.isEmpty != false }

  /// Whether it is the client's turn.
  var takesMore: Bool { !isClosing && held.isEmpty && waiting.isEmpty && exchange?.isRequestComplete != true }

  var isInBody: Bool { exchange != nil }

  private func resumeReading() {
    guard isReadWanted, mayRead, let context else { return }
    isReadWanted = false
    read(context: context)
  }

  public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
    guard exchange != nil else { return context.close(promise: nil) }
    waiting.removeAll()
    waiting.dropRest()
  }

  public func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard !isClosing else { return }
    guard error is HTTPParserError || error is NIOHTTPDecoderError else { return context.close(promise: nil) }
    if exchange?.isRequestComplete == true { return waiting.dropRest() }
    guard exchange?.hasAnswerBegun != true else { return context.close(promise: nil) }
    refuse(.malformed, context)
  }
}
