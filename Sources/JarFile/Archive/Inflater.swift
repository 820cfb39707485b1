import CZlib

/// Unpacks deflated bytes, one entry after another with the same memory.
final class Inflater {
  // zlib keeps this address.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let isReady: Bool

  init() {
    stream.initialize(to: z_stream())
    // Negative window bits: the bytes of a ZIP entry have no zlib header.
    isReady = inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  /// Fills `output` as far as the input goes and returns how many bytes there are, or nil where the input is damaged.
  func inflate(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int? {
    guard let read = input.baseAddress, let write = output.baseAddress, !output.isEmpty else { return 0 }
    guard isReady, inflateReset(stream) == Z_OK, let available = UInt32(exactly: input.count),
      let room = UInt32(exactly: output.count)
    else { return nil }
    stream.pointee.next_in = UnsafeMutablePointer(mutating: read.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = available
    stream.pointee.next_out = write.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = room
    let result = CZlib.inflate(stream, Z_SYNC_FLUSH)
    guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else { return nil }
    return output.count - Int(stream.pointee.avail_out)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }
}
