import NIOCore
import NIOHTTP1

/// Flink's side of a proxied request.
final class UpstreamHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias InboundOut = Never
  typealias OutboundIn = HTTPClientRequestPart
  typealias OutboundOut = HTTPClientRequestPart

  private let front: ProxyHandler
  private var isDone = false

  init(front: ProxyHandler) { self.front = front }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    if case .end = part { isDone = true }
    guard !isDone else {
      // Before the client may send its next request.
      context.close(promise: nil)
      return front.upstreamSent(part)
    }
    front.upstreamSent(part)
  }

  /// What the client does not take is not read from Flink.
  func read(context: ChannelHandlerContext) {
    if front.isWritable { context.read() }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { front.resumeReading() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end("\(error)")
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { end("it closed the connection") }

  private func end(_ reason: String) {
    guard !isDone else { return }
    isDone = true
    front.upstreamEnded(reason)
  }
}
