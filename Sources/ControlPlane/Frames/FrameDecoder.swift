import NIOCore
import Synchronization

/// How long a frame may be; small until the peer has proved to belong to the cluster.
final class FrameLimit: Sendable {
  private let bytes: Atomic<Int>
  init(_ bytes: Int) { self.bytes = Atomic(bytes) }
  var maximum: Int { bytes.load(ordering: .relaxed) }
  func raise(to maximum: Int) { bytes.store(maximum, ordering: .relaxed) }
}

/// Cuts the byte stream into frames: a 4-byte big-endian length, then that many bytes.
struct FrameDecoder: ByteToMessageDecoder {
  typealias InboundOut = ByteBuffer
  let limit: FrameLimit

  mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
    guard let frame = try next(&buffer) else { return .needMoreData }
    context.fireChannelRead(wrapInboundOut(frame))
    return .continue
  }

  mutating func decodeLast(
    context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
  ) throws -> DecodingState {
    try decode(context: context, buffer: &buffer)
  }

  private func next(_ buffer: inout ByteBuffer) throws -> ByteBuffer? {
    guard let announced = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
    let length = Int(announced)
    guard length <= limit.maximum else {
      throw ControlPlaneError.frameTooLong(length: length, maximum: limit.maximum)
    }
    guard buffer.readableBytes >= 4 + length else { return nil }
    buffer.moveReaderIndex(forwardBy: 4)
    return buffer.readSlice(length: length)
  }
}

/// Puts the length before each frame.
struct FrameEncoder: MessageToByteEncoder {
  typealias OutboundIn = ByteBuffer

  func encode(data: ByteBuffer, out: inout ByteBuffer) throws {
    out.reserveCapacity(minimumWritableBytes: 4 + data.readableBytes)
    out.writeInteger(UInt32(clamping: data.readableBytes))
    out.writeImmutableBuffer(data)
  }
}

/// Closes the connection at the first error, which nobody but the reader of the frames needs to know.
final class CloseOnError: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.fireErrorCaught(error)
    context.close(promise: nil)
  }
}
