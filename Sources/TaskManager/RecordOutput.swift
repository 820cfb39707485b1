import Glibc
import Synchronization

/// Where the records of all workers go, whole lines at a time.
final class RecordOutput: Sendable {
  private let descriptor: Mutex<Int32>

  init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

  /// Writes lines that nothing else comes between. Blocks while whoever reads them is behind.
  /// - Returns: false where nobody reads them any more.
  func write(_ lines: [UInt8]) -> Bool {
    guard !lines.isEmpty else { return true }
    return descriptor.withLock { descriptor in
      lines.withUnsafeBytes { buffer in
        var rest = buffer[...]
        while !rest.isEmpty {
          let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
          if count > 0 {
            rest = rest.dropFirst(count)
          } else if count < 0, errno == EAGAIN {
            var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&room, 1, -1)
          } else if errno != EINTR {
            return false
          }
        }
        return true
      }
    }
  }
}
