import CZlib
import DreyModel

/// Unpacks a gzip file of one member or several, as they come about where such files are appended to each other.
final class GzipReader {
  private let file: InputFile
  // zlib keeps this address.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
  private var isReady: Bool
  private var atMemberEnd = false

  init(_ file: InputFile) {
    self.file = file
    stream.initialize(to: z_stream())
    // 15 bits are the largest window; 16 more say that there has to be a gzip header.
    isReady = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Unpacks what comes next, at most `bytes` in full; 0 means the end.
  /// - Throws: ``Failure`` where the file ends within a member, or holds what is none.
  func read(into bytes: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
    stream.pointee.next_out = base
    stream.pointee.avail_out = UInt32(clamping: bytes.count)
    while stream.pointee.next_out == base {
      if stream.pointee.avail_in == 0, try !refill() { return 0 }
      if atMemberEnd { try beginMember() }
      switch isReady ? inflate(stream, Z_NO_FLUSH) : Z_MEM_ERROR {
      case Z_OK, Z_BUF_ERROR: continue
      case Z_STREAM_END: atMemberEnd = true
      case Z_MEM_ERROR: throw Failure(.infrastructure, "cannot unpack '\(file.path)': out of memory")
      default: throw damaged()
      }
    }
    return (stream.pointee.next_out ?? base) - base
  }

  /// - Returns: false where the file has ended where it may.
  private func refill() throws(Failure) -> Bool {
    let count = try file.read(into: input)
    guard count > 0 else {
      if atMemberEnd { return false }
      throw Failure(
        .user, "'\(file.path)' is truncated: it ends before its compressed content does",
        advice: "Copy it anew; 'gzip -t FILE' says whether it is whole.")
    }
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(clamping: count)
    return true
  }

  private func beginMember() throws(Failure) {
    atMemberEnd = false
    // A member begins with 1F 8B; zlib finds out about the second byte.
    guard stream.pointee.next_in?.pointee == 0x1F, inflateReset(stream) == Z_OK else {
      throw Failure(
        .user, "'\(file.path)' holds something else behind its compressed content",
        advice: "Only further gzip members may follow there; pack the file anew.")
    }
  }

  private func damaged() -> Failure {
    let reason = stream.pointee.msg.map { String(cString: $0) } ?? "no gzip file"
    return Failure(
      .user, "'\(file.path)' cannot be unpacked: \(reason)",
      advice: "Files whose names end in .gz have to be gzip files; 'gzip -t FILE' says whether one is whole.")
  }
}
