import Glibc
import Testing

/// A Unix socket that answers bytes with bytes, to see exactly what a client sends.
final class RawServer: Sendable {
  let path = "/tmp/raw-server-\(getpid())-\(UInt64.random(in: 0 ... .max)).sock"
  private let listener: Int32
  private let connection = Connection()

  struct SystemError: Error {
    var code: Int32
  }

  private actor Connection {
    var descriptor: Int32 = -1

    // Nobody accepts or reads before there is something to accept or read, so that no thread of the pool is blocked.
    func read(from listener: Int32) async throws -> String {
      if descriptor < 0 {
        try await ready(listener)
        descriptor = accept(listener, nil, nil)
      }
      var text = ""
      while !text.hasSuffix("\r\n\r\n") {
        try await ready(descriptor)
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw SystemError(code: errno) }
        text += String(decoding: buffer[..<count], as: UTF8.self)
      }
      return text
    }

    func write(_ text: String) { _ = send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL)) }

    private func ready(_ descriptor: Int32) async throws {
      try await eventually("the client sends something") {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&poll, 1, 0) > 0
      }
    }
  }

  init() throws {
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let listener = listener
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0, listen(listener, 8) == 0 else { throw SystemError(code: errno) }
  }

  deinit {
    close(listener)
    unlink(path)
  }

  /// Reads a request without a body, and answers it.
  func exchange(_ answer: String) async throws -> String {
    let request = try await connection.read(from: listener)
    await connection.write(answer)
    return request
  }
}
