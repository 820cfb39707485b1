import ChildProcess
import Glibc

/// A client that sends whatever bytes it is given; it blocks on threads of its own.
public enum RawClient {
  /// Sends texts one after the other and reads until the other side closes, `until` has come, or nothing has for a minute.
  /// - Parameter pause: milliseconds before every read of 64 KiB.
  public static func exchange(
    port: Int, _ texts: [String], thenBytes count: Int = 0, until: String? = nil, waitFor: String? = nil,
    pause: Int = 0
  ) async throws -> String {
    let result = Completion<[UInt8]>()
    try BlockingThread.start {
      result.complete(blocking(port, texts, count, until, waitFor, pause))
    }
    return String(decoding: await result.value(), as: UTF8.self)
  }

  private static func blocking(
    _ port: Int, _ texts: [String], _ count: Int, _ until: String?, _ waitFor: String?, _ pause: Int
  ) -> [UInt8] {
    let descriptor = connection(port: port, timeout: 60)
    defer { close(descriptor) }
    guard descriptor >= 0 else { return [] }
    var received: [UInt8] = []
    for text in texts { _ = send(descriptor, Array(text.utf8)) }
    if let waitFor { read(descriptor, into: &received, until: waitFor, pause) }
    let block = [UInt8](repeating: 0x79, count: 1 << 16)
    var rest = count
    while rest > 0, send(descriptor, block.prefix(rest)) { rest -= min(rest, block.count) }
    read(descriptor, into: &received, until: until, pause)
    return received
  }

  /// - Parameter timeout: seconds that a call may block.
  /// - Returns: a descriptor; -1: there is no connection.
  static func connection(port: Int, timeout: Int) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var limit = timeval(tv_sec: timeout, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    guard connect(descriptor, port) else {
      close(descriptor)
      return -1
    }
    return descriptor
  }

  private static func connect(_ descriptor: Int32, _ port: Int) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  static func send(_ descriptor: Int32, _ bytes: some Sequence<UInt8>) -> Bool {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  static func read(_ descriptor: Int32, into received: inout [UInt8], until: String?, _ pause: Int) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let until, String(decoding: received, as: UTF8.self).contains(until) { return }
      usleep(UInt32(pause * 1000))
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      received.append(contentsOf: buffer.prefix(count))
    }
  }
}
