import DreyModel
import Glibc

/// A TCP connection that never waits longer than it is told, so that a job can be cancelled meanwhile.
final class ClientSocket {
  private let place: String
  private var addresses: UnsafeMutablePointer<addrinfo>?
  /// Of the address that is tried next.
  private var candidate: UnsafeMutablePointer<addrinfo>?
  private var descriptor: Int32 = -1
  private var isConnected = false

  /// - Throws: ``Failure`` where the host's name is not known.
  init(host: String, port: Int) throws(Failure) {
    place = "\(host):\(port)"
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    let code = getaddrinfo(host, String(port), &hints, &addresses)
    guard code == 0 else {
      throw Self.failure("connect to", place, String(cString: gai_strerror(code)), recurrence: .unlessItWorkedBefore)
    }
    candidate = addresses
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if let addresses { freeaddrinfo(addresses) }
  }

  /// Connects, to the first of the host's addresses that answers.
  /// - Returns: false where that takes longer than `milliseconds`; call again then.
  /// - Throws: ``Failure`` where no address answers.
  func connect(milliseconds: Int32) throws(Failure) -> Bool {
    while !isConnected {
      if descriptor < 0 { try begin() }
      guard try wait(for: Int16(POLLOUT), milliseconds) else { return false }
      var code: Int32 = 0
      var length = socklen_t(MemoryLayout<Int32>.size)
      getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
      if code == 0 { isConnected = true } else { try giveUp(code) }
    }
    return true
  }

  /// What has arrived, at most `bytes` in full: nil where nothing did within `milliseconds`, 0 where nothing will.
  func receive(into bytes: UnsafeMutableRawBufferPointer, milliseconds: Int32) throws(Failure) -> Int? {
    guard try wait(for: Int16(POLLIN), milliseconds) else { return nil }
    let count = recv(descriptor, bytes.baseAddress, bytes.count, 0)
    if count >= 0 { return count }
    if errno == EINTR || errno == EAGAIN { return nil }
    throw Self.failure("receive from", place, String(cString: strerror(errno)))
  }

  /// Sends as much of `bytes` as the connection takes within `milliseconds`, and says how much that was.
  func send(_ bytes: UnsafeRawBufferPointer, milliseconds: Int32) throws(Failure) -> Int {
    guard try wait(for: Int16(POLLOUT), milliseconds) else { return 0 }
    let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    if count >= 0 { return count }
    if errno == EINTR || errno == EAGAIN { return 0 }
    throw Self.failure("send to", place, String(cString: strerror(errno)))
  }

  private func begin() throws(Failure) {
    guard let address = candidate?.pointee else { return try giveUp(EHOSTUNREACH) }
    let kind = address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    descriptor = socket(address.ai_family, kind, 0)
    guard descriptor < 0 || Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) != 0 else { return }
    if descriptor < 0 || errno != EINPROGRESS { try giveUp(errno) }
  }

  /// Goes on to the next address.
  private func giveUp(_ code: Int32) throws(Failure) {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    candidate = candidate?.pointee.ai_next
    guard candidate != nil else {
      throw Self.failure("connect to", place, String(cString: strerror(code)), recurrence: .unlessItWorkedBefore)
    }
    try begin()
  }

  private func wait(for events: Int16, _ milliseconds: Int32) throws(Failure) -> Bool {
    var request = pollfd(fd: descriptor, events: events, revents: 0)
    let count = poll(&request, 1, milliseconds)
    if count < 0, errno != EINTR { throw Self.failure("wait for", place, String(cString: strerror(errno))) }
    return count > 0
  }

  private static func failure(
    _ doing: String, _ place: String, _ reason: String, recurrence: Failure.Recurrence? = nil
  ) -> Failure {
    Failure(
      .user, "cannot \(doing) '\(place)': \(reason)",
      advice: "Check host and port. In a container the host's own services are not at 'localhost'.",
      recurrence: recurrence)
  }
}
