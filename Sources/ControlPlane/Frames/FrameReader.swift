import NIOCore

/// The one iterator over a connection's frames.
///
/// Unchecked, because the iterator is not Sendable although it is handed from the task that shakes hands to the one
/// that reads on; never do two tasks use it at the same time.
final class FrameReader: @unchecked Sendable {
  private var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator

  init(_ stream: NIOAsyncChannelInboundStream<ByteBuffer>) { iterator = stream.makeAsyncIterator() }

  func next() async throws -> ByteBuffer? { try await iterator.next() }
}
