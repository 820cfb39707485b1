import ChildProcess
public import DreyModel
import Glibc

/// One HTTP call of a server in the same container. It is version 1.0, so that the answer ends with the connection.
public struct LoopbackCall: Sendable {
  /// Where a server listens that nobody outside can reach.
  public enum Address: Sendable, Equatable {
    /// A Unix socket.
    case socket(path: String)
    /// A TCP port at 127.0.0.1.
    case port(Int)
  }

  /// What came back.
  public struct Answer: Sendable, Equatable {
    public var status: Int
    public var body: [UInt8]
  }

  /// How long nothing may come.
  private static let patience = 60

  let address: Address
  let method: String
  let target: String
  /// JSON.
  let body: String?

  public init(address: Address, method: String, target: String, body: String?) {
    self.address = address
    self.method = method
    self.target = target
    self.body = body
  }

  /// - Throws: ``DreyModel/Failure`` of the domain `infrastructure` where there is no answer.
  public func make() async throws(Failure) -> Answer {
    let completion = Completion<Result<[UInt8], Failure>>()
    do { try BlockingThread.start { completion.complete(Result(catching: exchange)) } } catch {
      throw Failure(error, domain: .infrastructure)
    }
    return try Self.parse(try await completion.value().get())
  }

  /// What is sent.
  var request: [UInt8] {
    var head = "\(method) \(target) HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\nAccept: application/json\r\n"
    if let body { head += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
    return Array((head + "\r\n" + (body ?? "")).utf8)
  }

  /// - Throws: ``DreyModel/Failure`` of the domain `infrastructure` where it is no answer.
  static func parse(_ bytes: [UInt8]) throws(Failure) -> Answer {
    let gap = Array("\r\n\r\n".utf8)
    let end = bytes.indices.first { bytes[$0] == gap[0] && bytes[$0...].starts(with: gap) }
    let words = bytes.prefix { $0 != UInt8(ascii: "\r") }.split(separator: UInt8(ascii: " "))
    guard let end, words.count > 1, let status = Int(String(decoding: words[1], as: UTF8.self)) else {
      throw Failure(.infrastructure, "the JobManager's REST API does not answer as HTTP does")
    }
    return Answer(status: status, body: Array(bytes[(end + gap.count)...]))
  }

  @Sendable private func exchange() throws(Failure) -> [UInt8] {
    let socket = try connected()
    defer { close(socket) }
    var rest = request[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure("cannot be written to") }
      rest = rest.dropFirst(count)
    }
    return try Self.readAll(socket)
  }

  private static func readAll(_ socket: Int32) throws(Failure) -> [UInt8] {
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = recv(socket, &chunk, chunk.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("cannot be read from") }
      guard count > 0 else { return answer }
      answer += chunk[..<count]
    }
  }

  private func connected() throws(Failure) -> Int32 {
    switch address {
    case .port(let port):
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      return try Self.connected(AF_INET, &address)
    case .socket(let path):
      // By way of the folder: the system takes no path of more than 107 bytes.
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      let folder = open(parts.dropLast().joined(separator: "/"), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard folder >= 0 else { throw Self.failure("cannot be reached") }
      defer { close(folder) }
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let short = Array("/proc/self/fd/\(folder)/\(parts.last ?? "")".utf8.prefix(100))
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: short) }
      return try Self.connected(AF_UNIX, &address)
    }
  }

  private static func connected<Address>(_ family: Int32, _ address: inout Address) throws(Failure) -> Int32 {
    let socket = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw failure("cannot be reached") }
    var limit = timeval(tv_sec: patience, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
    guard connect(socket, &address) == 0 else {
      let failure = failure("cannot be reached")
      close(socket)
      throw failure
    }
    return socket
  }

  private static func connect<Address>(_ socket: Int32, _ address: inout Address) -> Int32 {
    withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<Address>.size))
      }
    }
  }

  private static func failure(_ what: String) -> Failure {
    Failure(
      .infrastructure, "the JobManager's REST API \(what): \(String(cString: strerror(errno)))",
      advice: "It may not have begun yet, or have ended.")
  }
}
