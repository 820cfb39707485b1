import DreyModel
import Glibc
import Synchronization

/// Whole lines on the standard streams: the result on standard output, everything else on standard error.
///
/// Whatever is in a text, none of it is a command for the terminal: ``PrintableText``.
enum Terminal {
  /// The `errno` value of the first result that could not be written, or 0.
  private static let lostResult = Mutex<Int32>(0)

  /// Prints a result. If it cannot be written, ``resultFailure`` says so when the command ends.
  static func result(_ text: String) {
    let code = write(text + "\n", to: STDOUT_FILENO)
    lostResult.withLock { if $0 == 0 { $0 = code } }
  }

  static func error(_ text: String) { _ = write(text + "\n", to: STDERR_FILENO) }

  /// Returns why a result is missing on standard output; nil if nothing is, or if the reader closed its end.
  static var resultFailure: Failure? {
    let code = lostResult.withLock { $0 }
    return code == 0 || code == EPIPE ? nil : RecordWriter.failure(code)
  }

  private static func write(_ text: String, to descriptor: Int32) -> Int32 {
    var text = PrintableText.lines(text)
    return text.withUTF8 { write($0, to: descriptor) }
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
