import CZlib

/// Unpacks gzip members, or a zlib stream.
final class ZlibDecompressor: Decompressor {
  // zlib keeps this address.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let isReady: Bool

  init(isGzip: Bool) {
    stream.initialize(to: z_stream())
    // 15 bits are the largest window; 16 more say that there has to be a gzip header.
    let window = 15 + (isGzip ? 16 : 0)
    isReady = inflateInit2_(stream, Int32(window), ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(UnpackingError) -> UnpackingStep {
    let (available, room) = (UInt32(clamping: input.count), UInt32(clamping: output.count))
    stream.pointee.next_in = UnsafeMutableRawPointer(mutating: input.baseAddress)?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = available
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = room
    let result = isReady ? inflate(stream, Z_NO_FLUSH) : Z_MEM_ERROR
    switch result {
    case Z_OK, Z_BUF_ERROR, Z_STREAM_END: break
    case Z_MEM_ERROR: throw .memory("out of memory")
    default: throw .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "it needs a dictionary")
    }
    return UnpackingStep(
      consumed: Int(available - stream.pointee.avail_in), produced: Int(room - stream.pointee.avail_out),
      isMemberEnd: result == Z_STREAM_END)
  }

  func beginMember() throws(UnpackingError) {
    guard inflateReset(stream) == Z_OK else { throw .damaged("no further member can begin") }
  }
}
