import GuardedHTTP
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Gives Hummingbird the connections whose requests may pass, and nothing of the others.
struct GuardedChannel: HTTPChannelHandler {
  /// A connection, before and after it may pass.
  struct Value: ServerChildChannelValue {
    let channel: any Channel
    fileprivate let admission: EventLoopFuture<Void>
    fileprivate let gate: NIOLoopBound<RequestGate>
  }

  let connections: ConnectionGuard
  let responder: Responder

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let gate = try connections.install(on: channel, waits: true)
      return Value(
        channel: channel, admission: gate.admission, gate: NIOLoopBound(gate, eventLoop: channel.eventLoop))
    }
  }

  func handle(value: Value, logger: Logger) async {
    do {
      try await value.admission.get()
      await handleHTTP(asyncChannel: try await open(value), logger: logger)
    } catch { value.channel.close(promise: nil) }
  }

  /// NIO ends the process over an asynchronous channel that is never used, so it is made here, and used at once.
  private func open(_ value: Value) async throws -> NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart> {
    try await value.channel.eventLoop.submit {
      try value.channel.pipeline.syncOperations.addHandlers([HTTP1ToHTTPServerCodec(secure: false), ContinueHandler()])
      let channel = try NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>(
        wrappingChannelSynchronously: value.channel, configuration: .init(isOutboundHalfClosureEnabled: true))
      value.gate.value.open()
      return channel
    }.get()
  }
}
