import ControlPlane
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Answers `Expect: 100-continue`, for which clients such as curl wait a second before they send a long body.
///
/// Whoever does not present the token, or announces too much, is not told to go on: the final answer comes at once.
final class ContinueHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundOut = HTTPResponsePart

  private let token: RestToken?
  private let limit: Int

  /// - Parameters:
  ///   - token: nil: nobody has to present one.
  ///   - limit: bytes that a body may have.
  init(token: RestToken?, limit: Int) {
    self.token = token
    self.limit = limit
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head(let head) = unwrapInboundIn(data), isToContinue(head.headerFields) {
      context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }
    context.fireChannelRead(data)
  }

  private func isToContinue(_ headers: HTTPFields) -> Bool {
    guard headers[.expect]?.lowercased() == "100-continue" else { return false }
    let length = headers[.contentLength].flatMap { Int($0) } ?? 0
    return length <= limit && token?.isPresented(by: headers[.authorization]) ?? true
  }
}
