import CCompression
import CZlib
import Testing

@testable import DataStream

extension PackedFormat {
  /// Packs bytes as the format's own program does.
  func pack(_ bytes: [UInt8]) throws -> [UInt8] {
    var packed = [UInt8](repeating: 0, count: bytes.count * 2 + 1000)
    let count = try packed.withUnsafeMutableBytes { room in try bytes.withUnsafeBytes { try pack($0, into: room) } }
    return Array(packed.prefix(count))
  }

  func pack(_ text: String) throws -> [UInt8] { try pack(Array(text.utf8)) }

  private func pack(_ bytes: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) throws -> Int {
    switch self {
    case .gzip: try deflate(bytes, into: room, window: 15 + 16)
    case .zlib: try deflate(bytes, into: room, window: 15)
    case .bzip2: try bzip2(bytes, into: room)
    case .xz: try xz(bytes, into: room)
    case .zstd: try zstd(bytes, into: room)
    }
  }

  private func deflate(
    _ bytes: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer, window: Int32
  ) throws -> Int {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    try #require(deflateInit2_(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK)
    defer { deflateEnd(&stream) }
    stream.next_in = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: UInt8.self)
    stream.avail_in = UInt32(bytes.count)
    stream.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(room.count)
    try #require(CZlib.deflate(&stream, Z_FINISH) == Z_STREAM_END)
    return Int(stream.total_out)
  }

  private func bzip2(_ bytes: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) throws -> Int {
    var count = UInt32(room.count)
    let source = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
    let target = room.baseAddress?.assumingMemoryBound(to: CChar.self)
    try #require(BZ2_bzBuffToBuffCompress(target, &count, source, UInt32(bytes.count), 9, 0, 0) == BZ_OK)
    return Int(count)
  }

  private func xz(_ bytes: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) throws -> Int {
    var count = 0
    let result = lzma_easy_buffer_encode(
      0, LZMA_CHECK_CRC64, nil, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count,
      room.baseAddress?.assumingMemoryBound(to: UInt8.self), &count, room.count)
    try #require(result == LZMA_OK)
    return count
  }

  private func zstd(_ bytes: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) throws -> Int {
    let context = ZSTD_createCCtx()
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    let count = ZSTD_compress2(context, room.baseAddress, room.count, bytes.baseAddress, bytes.count)
    try #require(ZSTD_isError(count) == 0)
    return count
  }
}
