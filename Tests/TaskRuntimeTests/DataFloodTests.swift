import DreyModel
import Glibc
import Synchronization
import Testing

@testable import TaskRuntime

/// Crowds of strangers on the data port, beside a peer that belongs to the attempt.
@Suite(.timeLimit(.minutes(2))) struct DataFloodTests {
  private static let handshake = DataHandshake(edge: 0, upstream: 0, downstream: 0, token: testToken).encode()

  private static let openings: [[UInt8]] = [
    [], Array(handshake.prefix(40)), Array(handshake.dropLast()) + [0], [0xFF, 0xFF, 0xFF, 0x7F],
    Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8),
    [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3] + Array(repeating: 0x5A, count: 500),
  ]

  private func withListener(_ body: (_ port: Int) async throws -> Void) async throws {
    let job = SumJob(upstream: 1, downstream: 1)
    let execution = try JobExecution(job.program, subtasks: [SubtaskID(vertex: 1, index: 0)])
    let listener = try DataListener(routes: execution.routes, token: testToken, log: StrangerLog { _ in })
    defer { listener.close() }
    try await body(listener.port)
  }

  /// - Returns: whether the peer was let in.
  private static func visit(_ port: Int) -> Bool {
    guard let socket = try? Socket.connect(host: "127.0.0.1", port: port) else { return false }
    socket.setReceiveTimeout(seconds: 9)
    try? socket.write(handshake)
    var answer: [UInt8] = [0]
    return (try? socket.read(into: &answer)) == true && answer == [DataHandshake.accepted]
  }

  /// A connection from 127.0.0.`last`.
  private static func stranger(_ port: Int, from last: Int, sending bytes: [UInt8] = []) -> Socket? {
    let socket = Socket(Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
    for (call, port, last) in [(bind, 0, last), (connect, port, 1)] {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(port).bigEndian
      address.sin_addr.s_addr = (0x7F00_0000 | UInt32(last)).bigEndian
      let code = withUnsafeBytes(of: address) { raw in
        raw.baseAddress.map { call(socket.descriptor, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(raw.count)) }
      }
      guard code == 0 else { return nil }
    }
    try? socket.write(bytes)
    return socket
  }

  @Test(arguments: openings.indices, [1, 5]) func hundredsThatSayTheSameKeepNobodyOut(
    index: Int, addresses: Int
  ) async throws {
    try await withListener { port in
      let isLetIn = try await onThread {
        let crowd = (0..<300).map { Self.stranger(port, from: 1 + $0 % addresses, sending: Self.openings[index]) }
        return withExtendedLifetime(crowd) { Self.visit(port) }
      }
      #expect(isLetIn)
    }
  }

  @Test func thousandsThatCloseAtOnceKeepNobodyOut() async throws {
    try await withListener { port in
      let isOver = Atomic(false)
      async let flood: Void = onThread {
        for number in 0..<20_000 where !isOver.load(ordering: .relaxed) {
          guard let stranger = Self.stranger(port, from: 2 + number % 200) else { continue }
          var linger = linger(l_onoff: number.isMultiple(of: 2) ? 1 : 0, l_linger: 0)
          setsockopt(
            stranger.descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        }
      }
      let isLetIn = try await onThread { Self.visit(port) }
      isOver.store(true, ordering: .relaxed)
      try await flood
      #expect(isLetIn)
    }
  }

  @Test func aHandshakeThatIsRepeatedIsRefused() async throws {
    try await withListener { port in
      let isLetIn = try await onThread { [Self.visit(port), Self.visit(port)] }
      #expect(isLetIn == [true, false])
    }
  }

  @Test func aHandshakeMayComeByteByByte() async throws {
    try await withListener { port in
      let isLetIn = try await onThread {
        guard let socket = try? Socket.connect(host: "127.0.0.1", port: port) else { return false }
        socket.setStreamOptions()
        for byte in Self.handshake { try? socket.write([byte]) }
        var answer: [UInt8] = [0]
        return (try? socket.read(into: &answer)) == true && answer == [DataHandshake.accepted]
      }
      #expect(isLetIn)
    }
  }
}
