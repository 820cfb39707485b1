import NIOCore

/// Stands next to the socket: gives the decoder no more bytes than the gate takes, and closes a connection whose client does
/// not take its answers.
///
/// A read brings up to 64 KiB, and decoded all at once those would be thousands of requests.
final class SocketWatch: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  /// Bytes that are decoded at a time, of heads and of bodies.
  private static let slices = (head: 1 << 10, body: 1 << 14)

  private let gate: RequestGate
  private let timeout: TimeAmount
  private var unread = ByteBuffer()
  private var isFeeding = false
  private var context: ChannelHandlerContext?
  private var written = 0
  private var check: Scheduled<Void>?

  init(_ gate: RequestGate, timeout: TimeAmount) {
    self.gate = gate
    self.timeout = timeout
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    check?.cancel()
    self.context = nil
  }

  // MARK: what comes

  /// Whether all that has come is decoded.
  var isEmpty: Bool { unread.readableBytes == 0 }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    gate.heard()
    var bytes = unwrapInboundIn(data)
    if isEmpty { unread = bytes } else { unread.writeBuffer(&bytes) }
    feed()
  }

  /// Lets the decoder have what the gate takes now.
  func feed() {
    guard let context, !isFeeding else { return }
    isFeeding = true
    while let slice = nextSlice { context.fireChannelRead(wrapInboundOut(slice)) }
    isFeeding = false
    // An empty buffer would keep what it was cut from.
    if gate.isClosing || isEmpty { unread = ByteBuffer() }
  }

  private var nextSlice: ByteBuffer? {
    guard gate.takesMore, !isEmpty else { return nil }
    return unread.readSlice(length: min(unread.readableBytes, gate.isInBody ? Self.slices.body : Self.slices.head))
  }

  // MARK: what goes

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    written += unwrapOutboundIn(data).readableBytes
    context.write(data, promise: promise)
  }

  func flush(context: ChannelHandlerContext) {
    context.flush()
    if check == nil { watch(context) }
  }

  /// Looks again after the timeout, if something has not been taken.
  private func watch(_ context: ChannelHandlerContext) {
    check = nil
    guard context.channel.isActive, let waiting = waiting(context), waiting > 0 else { return }
    let taken = written - waiting
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    check = context.eventLoop.scheduleTask(in: timeout) {
      let (watch, context) = bound.value
      watch.look(context, before: taken)
    }
  }

  private func look(_ context: ChannelHandlerContext, before: Int) {
    guard let waiting = waiting(context), waiting > 0, written - waiting == before else { return watch(context) }
    context.close(promise: nil)
  }

  private func waiting(_ context: ChannelHandlerContext) -> Int? {
    try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
  }
}
