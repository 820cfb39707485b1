import Glibc

/// One connection of an attack; it never blocks.
struct AttackClient {
  let descriptor: Int32
  private let attack: Attack
  private(set) var sent = 0
  private(set) var received = 0
  private(set) var isDone = false
  private(set) var isEndedByPeer = false
  /// Of the opening, then of what is repeated.
  private var position = 0
  private var isOpening: Bool
  private var nextSend = 0

  init?(_ attack: Attack, port: Int, number: Int) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    self.attack = attack
    isOpening = !attack.opening.isEmpty
    if attack.addresses > 1 {
      _ = Self.with(host: 0x7F00_0002 + UInt32(number % attack.addresses), port: 0) { bind(descriptor, $0, $1) }
    }
    let result = Self.with(host: 0x7F00_0001, port: port) { connect(descriptor, $0, $1) }
    guard result == 0 || errno == EINPROGRESS else {
      Glibc.close(descriptor)
      return nil
    }
  }

  func close() {
    if case .reset = attack.ending {
      var reset = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
    }
    Glibc.close(descriptor)
  }

  mutating func resetCounts() { (sent, received) = (0, 0) }

  /// The other side sends no more; Swift's module of glibc does not have it.
  private static let endOfInput: Int32 = 0x2000

  func events(_ now: Int) -> Int16 {
    var events = Self.endOfInput
    if attack.isReading { events |= POLLIN }
    if wantsToSend(now) { events |= POLLOUT }
    return Int16(events)
  }

  private func wantsToSend(_ now: Int) -> Bool {
    if case .none = attack.ending { return isOpening || (!attack.repeated.isEmpty && now >= nextSend) }
    return true
  }

  mutating func serve(_ happened: Int16, _ now: Int) {
    let happened = Int32(happened)
    if happened & POLLIN != 0 { receive() }
    // Who still has something to send does so until it is refused.
    let ends = POLLHUP | POLLERR | (attack.repeated.isEmpty ? Self.endOfInput : 0)
    if happened & ends != 0 {
      (isDone, isEndedByPeer) = (true, true)
    } else if happened & POLLOUT != 0 {
      send(now)
    }
  }

  private mutating func receive() {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    received += max(0, recv(descriptor, &buffer, buffer.count, 0))
  }

  private mutating func send(_ now: Int) {
    let source = isOpening ? attack.opening : attack.repeated
    if position < source.count {
      let count = source[position...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
      position += count
    }
    guard position >= source.count else { return }
    position = 0
    isOpening = false
    nextSend = now + attack.pause
    if case .none = attack.ending { return }
    isDone = true
  }

  static func milliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }

  private static func with(
    host: UInt32, port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = host.bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }
}
