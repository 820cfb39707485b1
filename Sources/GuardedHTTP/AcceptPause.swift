import NIOCore

/// Keeps a server open that cannot accept a connection, such as for want of descriptors: it tries again a moment later.
final class AcceptPause: ChannelDuplexHandler {
  typealias InboundIn = NIOAny
  typealias OutboundIn = NIOAny

  private static let length = TimeAmount.milliseconds(100)
  private var isPausing = false

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard !isPausing else { return }
    isPausing = true
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: Self.length) {
      let (pause, context) = bound.value
      pause.isPausing = false
      context.read()
    }
  }

  func read(context: ChannelHandlerContext) {
    if !isPausing { context.read() }
  }
}
