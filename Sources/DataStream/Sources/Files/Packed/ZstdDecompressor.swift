import CCompression

/// Unpacks zstd frames; their windows may take the library's default of 128 MiB of memory.
final class ZstdDecompressor: Decompressor {
  private let stream = ZSTD_createDStream()

  deinit { ZSTD_freeDStream(stream) }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(UnpackingError) -> UnpackingStep {
    guard let stream else { throw .memory("out of memory") }
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let result = ZSTD_decompressStream(stream, &target, &source)
    guard ZSTD_isError(result) == 0 else {
      let reason = String(cString: ZSTD_getErrorName(result))
      // The library's header for programs has no codes of errors.
      throw reason.contains("memory") ? .memory(reason) : .damaged(reason)
    }
    return UnpackingStep(consumed: source.pos, produced: target.pos, isMemberEnd: result == 0)
  }

  func beginMember() {}
}
