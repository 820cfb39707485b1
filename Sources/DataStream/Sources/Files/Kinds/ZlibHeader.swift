/// The two bytes that a zlib stream begins with. A text may begin with them as well, so they need to be confirmed.
enum ZlibHeader {
  /// Whether the first two bytes are such a header, without a dictionary.
  static func begins(_ head: FileHead) -> Bool {
    guard head.bytes.count >= 2 else { return false }
    let (method, flags) = (Int(head.bytes[0]), Int(head.bytes[1]))
    return method & 0x0F == 8 && method >> 4 <= 7 && (method << 8 + flags) % 31 == 0 && flags & 0x20 == 0
  }

  /// Whether the bytes behind it can be unpacked.
  static func isConfirmed(by head: FileHead) -> Bool {
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { scratch.deallocate() }
    let step = head.bytes.withUnsafeBytes { try? ZlibDecompressor(isGzip: false).step($0, into: scratch) }
    return step.map { $0.produced > 0 || $0.isMemberEnd } ?? false
  }
}
