import DreyModel
import Glibc

/// A file descriptor of a stream socket, closed when the last reference goes.
final class Socket: @unchecked Sendable {
  let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { Glibc.close(descriptor) }

  /// Ends both directions at once: who is blocked on the socket, on either side, returns.
  func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Fills `bytes` entirely.
  /// - Returns: false where the peer's end came before the first byte.
  /// - Throws: ``SocketError`` on any error, and where the end comes after the first byte.
  func read(into bytes: UnsafeMutableRawBufferPointer) throws -> Bool {
    guard let base = bytes.baseAddress else { return true }
    var offset = 0
    while offset < bytes.count {
      let received = Glibc.read(descriptor, base + offset, bytes.count - offset)
      if received > 0 {
        offset += received
      } else if received == 0 {
        guard offset == 0 else { throw SocketError(operation: "receive", code: ECONNRESET) }
        return false
      } else if errno != EINTR {
        throw SocketError(operation: "receive", code: errno)
      }
    }
    return true
  }

  /// Fills `bytes` entirely, as the other `read` does.
  func read(into bytes: inout [UInt8]) throws -> Bool { try bytes.withUnsafeMutableBytes { try read(into: $0) } }

  /// Sends all of `bytes`; blocks while the peer takes none.
  /// - Parameter whileFull: is to call the function that it is given, which blocks until the peer takes some.
  func write(_ bytes: UnsafeRawBufferPointer, whileFull: (() -> Void) -> Void = { $0() }) throws {
    guard let base = bytes.baseAddress else { return }
    var offset = 0
    while offset < bytes.count {
      let sent = send(descriptor, base + offset, bytes.count - offset, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      if sent >= 0 {
        offset += sent
      } else if errno == EAGAIN {
        whileFull(awaitRoom)
      } else if errno != EINTR {
        throw SocketError(operation: "send", code: errno)
      }
    }
  }

  private func awaitRoom() {
    var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&watched, 1, -1)
  }

  /// Sends all of `bytes`.
  func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  /// Reads what is there, without waiting for it.
  /// - Returns: the number of bytes: 0 at the peer's end, nil if there are none yet.
  /// - Throws: ``SocketError``.
  func readWaiting(into bytes: UnsafeMutableRawBufferPointer) throws(SocketError) -> Int? {
    while true {
      let received = recv(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
      if received >= 0 { return received }
      if errno == EAGAIN { return nil }
      if errno != EINTR { throw SocketError(operation: "receive", code: errno) }
    }
  }

  /// Makes calls return at once that would have to wait.
  func setNonBlocking() { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) }

  /// Bounds how long one `read` may block; nil means for ever.
  func setReceiveTimeout(seconds: Int?) {
    var timeout = timeval(tv_sec: seconds ?? 0, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
  }

  /// Sends without delay, and notices a machine that went away.
  func setStreamOptions() {
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, socklen_t(MemoryLayout<Int32>.size))
  }
}

/// A system call on a socket that failed.
struct SocketError: Error, CustomStringConvertible {
  var operation: String
  var code: Int32

  var description: String { "\(operation): \(String(cString: strerror(code)))" }
}
