import DreyModel
import NIOCore
import NIOPosix

/// A connection that carries frames, for as long as the closure runs that was given it.
public final class FrameChannel: Sendable {
  /// The address of the other side, where it has one.
  public let peerHost: String?
  private let reader: FrameReader
  private let writer: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private let channel: any Channel
  private let limit: FrameLimit
  private let onTrust: @Sendable () -> Void

  typealias Wrapped = (channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>, limit: FrameLimit)

  private init(
    _ wrapped: Wrapped, _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
    _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, _ onTrust: @escaping @Sendable () -> Void
  ) {
    channel = wrapped.channel.channel
    peerHost = channel.remoteAddress?.ipAddress
    reader = FrameReader(inbound)
    writer = outbound
    limit = wrapped.limit
    self.onTrust = onTrust
  }

  /// The next frame; nil once the other side has closed. One task at a time may ask.
  func next() async throws(ControlPlaneError) -> ByteBuffer? {
    do { return try await reader.next() } catch { throw ControlPlaneError(error) }
  }

  /// Suspends while the other side is too slow.
  func write(_ frame: ByteBuffer) async throws(ControlPlaneError) {
    do { try await writer.write(frame) } catch { throw ControlPlaneError(error) }
  }

  func write(_ message: some Encodable) async throws(ControlPlaneError) {
    do { try await writer.write(JSONFrame.encode(message)) } catch { throw ControlPlaneError(error) }
  }

  /// The next frame as a message.
  func next<Message: Decodable>(_ type: Message.Type) async throws(ControlPlaneError) -> Message {
    guard let frame = try await next() else { throw .endedEarly }
    return try JSONFrame.decode(type, from: frame)
  }

  /// Tells the other side that no more will come; it can still be read from.
  func finishWriting() { writer.finish() }

  /// Closes at once, whatever is under way.
  func close() { channel.close(promise: nil) }

  /// From now on frames may be as long as the protocol allows.
  func trustPeer() {
    limit.raise(to: ControlFrame.maximumLength)
    onTrust()
  }

  /// Longest frame that is read before the peer has proved to belong to the cluster, in bytes.
  static let untrustedMaximumLength = 4096

  /// Lets `body` use a connection and closes it afterwards.
  static func use<Result: Sendable>(
    _ wrapped: Wrapped, onTrust: @escaping @Sendable () -> Void = {},
    _ body: @Sendable @escaping (FrameChannel) async -> Result
  ) async throws(ControlPlaneError) -> Result {
    let outcome = Outcome<Result>()
    do {
      try await wrapped.channel.executeThenClose { inbound, outbound in
        outcome.value = await body(FrameChannel(wrapped, inbound, outbound, onTrust))
      }
    } catch {
      // That closing failed changes nothing of what was said before.
      guard outcome.value != nil else { throw ControlPlaneError(error) }
    }
    guard let value = outcome.value else { throw .endedEarly }
    return value
  }

  /// Lets `body` use a connection that was accepted without reading from it, and closes it afterwards.
  /// - Parameter onTrust: called once the other side has proved to belong to the cluster.
  static func use(
    accepted channel: any Channel, onTrust: @escaping @Sendable () -> Void,
    _ body: @Sendable @escaping (FrameChannel) async -> Void
  ) async throws(ControlPlaneError) {
    let wrapped: Wrapped
    do {
      wrapped = try await channel.eventLoop.submit {
        // On a connection that has ended already the end would never be read.
        guard channel.isActive else { throw ControlPlaneError.endedEarly }
        return try wrap(channel, maximumLength: untrustedMaximumLength)
      }.get()
    } catch {
      channel.close(promise: nil)
      throw ControlPlaneError(error)
    }
    channel.setOption(.autoRead, value: true).whenFailure { _ in channel.close(promise: nil) }
    try await use(wrapped, onTrust: onTrust, body)
  }

  /// Makes a connection one of frames, on its event loop. What was made must be used: NIO ends the process otherwise.
  static func wrap(_ channel: any Channel, maximumLength: Int) throws -> Wrapped {
    let limit = FrameLimit(maximumLength)
    try channel.pipeline.syncOperations.addHandlers([
      ByteToMessageHandler(FrameDecoder(limit: limit)), MessageToByteHandler(FrameEncoder()), CloseOnError(),
    ])
    let wrapped = try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
      wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    return (wrapped, limit)
  }
}

/// Carries a value out of a closure that cannot return it past an error.
private final class Outcome<Value> {
  var value: Value?
}
