import CCompression

/// Unpacks xz streams.
final class XzDecompressor: Decompressor {
  /// More than the highest of xz's own levels takes, which is 65 MiB.
  private static let memoryLimit: UInt64 = 128 << 20

  // The library keeps this address.
  private let stream = UnsafeMutablePointer<lzma_stream>.allocate(capacity: 1)
  private var isReady = false

  init() {
    stream.initialize(to: lzma_stream())
    isReady = lzma_stream_decoder(stream, Self.memoryLimit, 0) == LZMA_OK
  }

  deinit {
    lzma_end(stream)
    stream.deallocate()
  }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(UnpackingError) -> UnpackingStep {
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = input.count
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = output.count
    let result = isReady ? lzma_code(stream, LZMA_RUN) : LZMA_MEM_ERROR
    switch result {
    // The library says so if it can neither read nor write.
    case LZMA_OK, LZMA_STREAM_END, LZMA_BUF_ERROR: break
    case LZMA_MEM_ERROR: throw .memory("out of memory")
    case LZMA_MEMLIMIT_ERROR: throw .memory(Self.needs(lzma_memusage(stream)))
    case LZMA_FORMAT_ERROR: throw .damaged("no xz stream begins here")
    case LZMA_OPTIONS_ERROR: throw .damaged("it is packed in a way that the library does not know")
    default: throw .damaged("its content does not fit its checksums")
    }
    return UnpackingStep(
      consumed: input.count - stream.pointee.avail_in, produced: output.count - stream.pointee.avail_out,
      isMemberEnd: result == LZMA_STREAM_END)
  }

  private static func needs(_ bytes: UInt64) -> String {
    "unpacking it takes \(bytes >> 20) MiB of memory, more than the \(memoryLimit >> 20) MiB that a file may take"
  }

  func beginMember() throws(UnpackingError) {
    isReady = lzma_stream_decoder(stream, Self.memoryLimit, 0) == LZMA_OK
  }
}
