import DreyModel
import StreamRecords
import Synchronization
import Testing

@testable import TaskRuntime

/// Peers that know the token and send nonsense, and strangers that do not know it.
@Suite(.timeLimit(.minutes(2))) struct HostilePeerTests {
  private static let nonsense: [(bytes: [UInt8], message: String)] = [
    (Array(repeating: 0xFF, count: 64), "sent a frame without bytes, or one that is too long"),
    (Array(repeating: 0, count: 8), "sent a frame without bytes, or one that is too long"),
    // A byte more than a frame may have.
    ([1, 0, 0, 16, 1, 0, 0, 0], "sent a frame without bytes, or one that is too long"),
    // 100 bytes are announced, 3 come.
    ([100, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3], "lost the data connection"),
    ([100, 0], "lost the data connection"),
    ([], "closed its data connection before its end of input"),
    // Signals that there are none of, and one that is too long.
    ([1, 0, 0, 0, 255, 255, 255, 255, 77], "sent an unknown signal"),
    ([2, 0, 0, 0, 255, 255, 255, 255, 1, 1], "sent an unknown signal"),
    ([0, 0, 1, 0, 255, 255, 255, 255, 1, 1], "sent an unknown signal"),
    // Five numbers are announced in three bytes, and one in nine.
    ([3, 0, 0, 0, 5, 0, 0, 0, 1, 2, 3], "bytes that are not the records of this edge"),
    ([9, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "bytes that are not the records of this edge"),
    // More records than any memory could hold, and less bytes.
    ([8, 0, 0, 0, 255, 255, 255, 127, 1, 2, 3, 4, 5, 6, 7, 8], "bytes that are not the records of this edge"),
  ]

  @Test(arguments: nonsense.indices) func nonsenseFailsTheSubtaskAndNothingElse(index: Int) async throws {
    let (bytes, message) = Self.nonsense[index]
    let job = SumJob(upstream: 1, downstream: 1)
    let execution = try JobExecution(job.program, subtasks: [SubtaskID(vertex: 1, index: 0)])
    let listener = try DataListener(routes: execution.routes, token: testToken)
    defer { listener.close() }
    async let failure = onThread { execution.run { _ in } }
    let socket = try await onThread { [port = listener.port] () -> Socket? in
      guard let socket = try? Socket.connect(host: "127.0.0.1", port: port) else { return nil }
      try? socket.write(DataHandshake(edge: 0, upstream: 0, downstream: 0, token: testToken).encode())
      var answer: [UInt8] = [0]
      _ = try? socket.read(into: &answer)
      try? socket.write(bytes)
      return socket
    }
    // Where the end of the connection is no part of the nonsense, it must not be noticed before that is.
    if message.contains("connection") { socket?.shutDown() }
    let found = try await failure
    withExtendedLifetime(socket) {}
    #expect(found?.domain == .infrastructure)
    #expect(found?.message.contains(message) == true, "\(found?.message ?? "no failure")")
  }

  @Test func strangersAreToldOf() async throws {
    let lines = Mutex<[String]>([])
    let job = SumJob(upstream: 1, downstream: 1)
    let execution = try JobExecution(job.program, subtasks: [SubtaskID(vertex: 1, index: 0)])
    let log = StrangerLog { line in lines.withLock { $0.append(line) } }
    let listener = try DataListener(routes: execution.routes, token: testToken, log: log)
    defer { listener.close() }
    try await onThread { [port = listener.port] in
      for _ in 0..<20 {
        guard let socket = try? Socket.connect(host: "127.0.0.1", port: port) else { continue }
        try? socket.write(Array(repeating: 0x47, count: DataHandshake.encodedLength))
        var answer: [UInt8] = [0]
        _ = try? socket.read(into: &answer)
      }
    }
    let told = lines.withLock { $0 }
    #expect(told.first?.hasPrefix("dropped a data connection from 127.0.0.1:") == true)
    #expect(told.first?.hasSuffix("it opened with no handshake of this attempt") == true)
    #expect(told.count < 20)
  }

  @Test func aHandshakeThatIsCutShortIsToldOf() async throws {
    let lines = Mutex<[String]>([])
    let execution = try JobExecution(
      SumJob(upstream: 1, downstream: 1).program, subtasks: [SubtaskID(vertex: 1, index: 0)])
    let log = StrangerLog { line in lines.withLock { $0.append(line) } }
    let listener = try DataListener(routes: execution.routes, token: testToken, log: log)
    defer { listener.close() }
    let half = DataHandshake(edge: 0, upstream: 0, downstream: 0, token: testToken).encode().prefix(40)
    try Socket.connect(host: "127.0.0.1", port: listener.port).write(Array(half))
    try await eventually { lines.withLock { $0.first?.hasSuffix("it did not open with a whole handshake") == true } }
  }

  @Test func thereIsNoMoreThanALinePerSecond() {
    let lines = Mutex<[String]>([])
    let log = StrangerLog { line in lines.withLock { $0.append(line) } }
    let start = ContinuousClock.now
    for milliseconds in [0, 10, 900, 1100, 1200] {
      log.dropped("a", because: "\(milliseconds)", at: start + .milliseconds(milliseconds))
    }
    #expect(
      lines.withLock { $0 } == [
        "dropped a data connection from a: 0", "dropped a data connection from a: 1100 (and 2 more before)",
      ])
  }
}
