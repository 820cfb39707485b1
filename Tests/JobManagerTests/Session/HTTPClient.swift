import ChildProcess
import FoundationEssentials
import Glibc
import Testing

/// One HTTP call per connection, with plain sockets, so that also what no client would send can be sent.
struct HTTPClient: Sendable {
  let port: Int
  var token: String?

  struct Answer: Sendable {
    var status: Int
    var headers: String
    var body: [UInt8]

    func decode<Body: Decodable>(_ type: Body.Type) throws -> Body {
      try JSONDecoder().decode(type, from: Data(body))
    }
    var text: String { String(decoding: body, as: UTF8.self) }
  }

  func call(
    _ method: String, _ path: String, type: String? = nil, body: [UInt8] = [], headers: String = ""
  ) async throws -> Answer {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    if let token { head += "Authorization: Bearer \(token)\r\n" }
    head += headers
    if let type { head += "Content-Type: \(type)\r\n" }
    if !body.isEmpty || method == "POST" { head += "Content-Length: \(body.count)\r\n" }
    let request = Array((head + "\r\n").utf8) + body
    let port = port
    // The threads for blocking calls that NIO has belong to the server.
    let answer = Completion<Result<[UInt8], any Error>>()
    try BlockingThread.start { answer.complete(Result { try Self.exchange(request, port) }) }
    return try Self.parse(try await answer.value().get())
  }

  func get<Body: Decodable>(_ path: String, _ type: Body.Type) async throws -> Body {
    let answer = try await call("GET", path)
    try #require(answer.status == 200, "\(path): \(answer.text)")
    return try answer.decode(type)
  }

  /// Sends parts as a form.
  func post(_ path: String, _ parts: [(name: String, fileName: String?, content: [UInt8])]) async throws -> Answer {
    var body: [UInt8] = []
    for part in parts {
      let file = part.fileName.map { "; filename=\"\($0)\"" } ?? ""
      body += Array("--limit\r\nContent-Disposition: form-data; name=\"\(part.name)\"\(file)\r\n\r\n".utf8)
      body += part.content + Array("\r\n".utf8)
    }
    body += Array("--limit--\r\n".utf8)
    return try await call("POST", path, type: "multipart/form-data; boundary=limit", body: body)
  }

  private static func parse(_ bytes: [UInt8]) throws -> Answer {
    let gap = Array("\r\n\r\n".utf8)
    let end = try #require(bytes.indices.first { bytes[$0...].starts(with: gap) }, "no answer")
    let headers = String(decoding: bytes[..<end], as: UTF8.self)
    let status = try #require(headers.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    return Answer(status: status, headers: headers, body: Array(bytes[(end + 4)...]))
  }

  private static func exchange(_ request: [UInt8], _ port: Int) throws -> [UInt8] {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    try #require(socket >= 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(connected == 0, "cannot connect")
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var sent = 0
    while sent < request.count {
      let count = request[sent...].withUnsafeBytes {
        send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      // A server that refuses a body may close before all of it is sent.
      guard count > 0 else { break }
      sent += count
    }
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(socket, &chunk, chunk.count, 0)
      guard count > 0 else { return answer }
      answer += chunk.prefix(count)
    }
  }
}
