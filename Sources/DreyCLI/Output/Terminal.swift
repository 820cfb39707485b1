import Glibc

/// Whole lines on the standard streams: the result on standard output, everything else on standard error.
enum Terminal {
  static func result(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }
  static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { _ = write($0, to: descriptor) }
  }

  /// Writes all bytes, waiting as long as it takes.
  /// - Returns: 0, or the `errno` value where they cannot be written.
  static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Int32 {
    var offset = 0
    while offset < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        var descriptors = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&descriptors, 1, -1)
        continue
      }
      guard count > 0 else { return errno }
      offset += count
    }
    return 0
  }
}
