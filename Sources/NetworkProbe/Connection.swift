import DreyModel
import Glibc

/// One attempt to connect, on a thread that may block.
enum Connection {
  static func outcome(of address: ProbeAddress, until deadline: ContinuousClock.Instant) -> ProbeResult.Outcome {
    var hints = addrinfo()
    hints.ai_family = AF_INET
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(address.host, "\(address.port)", &hints, &list) == 0, let first = list else { return .unresolved }
    defer { freeaddrinfo(first) }
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return .unreachable }
    defer { close(descriptor) }
    if connect(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0 { return .connected }
    guard errno == EINPROGRESS else { return outcome(of: errno) }
    guard wait(for: descriptor, until: deadline) else { return .timeout }
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
    return outcome(of: code)
  }

  static func outcome(of code: Int32) -> ProbeResult.Outcome {
    switch code {
    case 0: .connected
    case ECONNREFUSED, ECONNRESET: .refused
    case ETIMEDOUT: .timeout
    default: .unreachable
    }
  }

  /// - Returns: false where the time is up.
  private static func wait(for descriptor: Int32, until deadline: ContinuousClock.Instant) -> Bool {
    while true {
      let left = Int32(max(0, min(60_000, (deadline - .now) / .milliseconds(1))))
      var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      let count = poll(&request, 1, left)
      if count < 0, errno == EINTR { continue }
      return count > 0
    }
  }
}
