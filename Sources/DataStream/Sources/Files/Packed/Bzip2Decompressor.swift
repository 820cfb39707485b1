import CCompression

/// Unpacks bzip2 streams.
final class Bzip2Decompressor: Decompressor {
  // The library keeps this address.
  private let stream = UnsafeMutablePointer<bz_stream>.allocate(capacity: 1)
  private var isReady = false

  init() {
    stream.initialize(to: bz_stream())
    isReady = BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
  }

  deinit {
    BZ2_bzDecompressEnd(stream)
    stream.deallocate()
  }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(UnpackingError) -> UnpackingStep {
    let (available, room) = (UInt32(clamping: input.count), UInt32(clamping: output.count))
    stream.pointee.next_in = UnsafeMutableRawPointer(mutating: input.baseAddress)?.assumingMemoryBound(to: CChar.self)
    stream.pointee.avail_in = available
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    stream.pointee.avail_out = room
    let result = isReady ? BZ2_bzDecompress(stream) : BZ_MEM_ERROR
    switch result {
    case BZ_OK, BZ_STREAM_END: break
    case BZ_MEM_ERROR: throw .memory("out of memory")
    case BZ_DATA_ERROR_MAGIC: throw .damaged("no bzip2 stream begins here")
    default: throw .damaged("a block's content does not fit its checksum")
    }
    return UnpackingStep(
      consumed: Int(available - stream.pointee.avail_in), produced: Int(room - stream.pointee.avail_out),
      isMemberEnd: result == BZ_STREAM_END)
  }

  func beginMember() throws(UnpackingError) {
    BZ2_bzDecompressEnd(stream)
    stream.pointee = bz_stream()
    isReady = BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
  }
}
