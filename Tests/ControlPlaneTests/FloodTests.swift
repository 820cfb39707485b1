import DreyModel
import Glibc
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import ControlPlane

/// Connections of somebody who does not know the secret.
private final class Crowd: @unchecked Sendable {
  private var descriptors: [Int32] = []

  /// - Parameter addresses: how many of 127.0.0.x they come from.
  init(_ count: Int, addresses: Int = 1, port: Int, sending bytes: [UInt8] = []) {
    for number in 0..<count {
      guard let descriptor = Self.open(port: port, from: UInt8(1 + number % addresses)) else { continue }
      if !bytes.isEmpty { _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }
      descriptors.append(descriptor)
    }
  }

  deinit { for descriptor in descriptors { close(descriptor) } }

  /// Connects and closes at once, with a reset every other time.
  static func visit(port: Int, number: Int) {
    guard let descriptor = open(port: port, from: UInt8(2 + number % 200)) else { return }
    var linger = linger(l_onoff: number.isMultiple(of: 2) ? 1 : 0, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    close(descriptor)
  }

  private static func open(port: Int, from last: UInt8) -> Int32? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    guard call(Glibc.bind, descriptor, 0, last), call(Glibc.connect, descriptor, port, 1) else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  private static func call(
    _ function: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ descriptor: Int32, _ port: Int, _ last: UInt8
  ) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = (0x7F00_0000 | UInt32(last)).bigEndian
    return withUnsafeBytes(of: address) { raw in
      guard let pointer = raw.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
      return function(descriptor, pointer, socklen_t(raw.count)) == 0
    }
  }
}

/// What strangers open with.
private let openings: [[UInt8]] = [
  [],
  // Half a frame, one of 2^31 bytes, one that is a byte too long, an empty one.
  [0, 0, 1, 0, 1, 2, 3], [0x80, 0, 0, 0], [0, 0, 0x10, 1], [0, 0, 0, 0],
  Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8),
  // The hello of TLS 1.2.
  [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3] + Array(repeating: 0x5A, count: 500),
  Array(repeating: 0xFF, count: 4096),
]

private final class Flag: Sendable {
  private let value = Atomic(false)
  var isSet: Bool { value.load(ordering: .relaxed) }
  func set() { value.store(true, ordering: .relaxed) }
}

@Suite(.timeLimit(.minutes(2))) struct FloodTests {
  private let secret = Array("0123456789abcdef".utf8)

  /// Serves a port as a JobManager does while `body` runs; whoever proves to know the secret gets back what it sends.
  private func withListener(_ body: (Listener, ClusterSecret) async throws -> Void) async throws {
    let secret = try ClusterSecret(secret)
    let listener = try await Listener.bind(host: "127.0.0.1", port: 0)
    let serving = Task {
      await listener.run { channel in
        do {
          try await channel.authenticateAsServer(secret)
          while let frame = try await channel.next() { try await channel.write(frame) }
        } catch {}
      }
    }
    try await body(listener, secret)
    serving.cancel()
    await serving.value
  }

  /// Does what a TaskManager does first.
  /// - Returns: whether it was answered, be it the third time.
  private func register(
    _ listener: Listener, _ secret: ClusterSecret, then body: @escaping @Sendable () async -> Void = {}
  ) async throws -> Bool {
    for _ in 0..<3 {
      let isAnswered = try await Dialer.connect(host: "127.0.0.1", port: listener.port) { channel in
        do {
          try await channel.authenticateAsClient(secret)
          await body()
          try await channel.write(ByteBuffer(string: "hello"))
          return try await channel.next() == ByteBuffer(string: "hello")
        } catch { return false }
      }
      if isAnswered { return true }
    }
    return false
  }

  @Test(arguments: openings.indices, [1, 5]) func hundredsThatSayTheSameKeepNobodyOut(
    index: Int, addresses: Int
  ) async throws {
    try await withListener { listener, secret in
      let crowd = Crowd(300, addresses: addresses, port: listener.port, sending: openings[index])
      let isAnswered = try await register(listener, secret)
      #expect(isAnswered)
      withExtendedLifetime(crowd) {}
    }
  }

  @Test func whoeverKnowsTheSecretIsInNobodysWay() async throws {
    try await withListener { listener, secret in
      let isAnswered = try await register(listener, secret) {
        let crowd = Crowd(600, port: listener.port)
        // They are all accepted when this one is.
        let isNextAnswered = (try? await register(listener, secret)) == true
        #expect(isNextAnswered)
        withExtendedLifetime(crowd) {}
      }
      #expect(isAnswered)
    }
  }

  @Test func thousandsThatCloseAtOnceKeepNobodyOut() async throws {
    try await withListener { listener, secret in
      let isOver = Flag()
      let port = listener.port
      let flood = Task {
        try await NIOThreadPool.singleton.runIfActive {
          for number in 0..<20_000 where !isOver.isSet { Crowd.visit(port: port, number: number) }
        }
      }
      for _ in 0..<5 {
        let isAnswered = try await register(listener, secret)
        #expect(isAnswered)
      }
      isOver.set()
      try await flood.value
    }
  }

  @Test func thatOneConnectionCannotBeAcceptedEndsNothing() async throws {
    try await withListener { listener, secret in
      // The channel reports a lack of descriptors like this.
      listener.server.pipeline.fireErrorCaught(IOError(errnoCode: EMFILE, reason: "accept"))
      try await listener.server.eventLoop.submit {}.get()
      let isAnswered = try await register(listener, secret)
      #expect(isAnswered)
    }
  }
}

@Suite(.timeLimit(.minutes(1))) struct UnreadTests {
  /// A conversation with somebody who never reads.
  private func talk(
    _ body: @escaping @Sendable (Session<Message, Message>) async -> ConnectionEnd
  ) async throws -> ConnectionEnd {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    let (own, other) = (ends[0], ends[1])
    defer { close(other) }
    return try await Dialer.attach(descriptor: own) { channel in
      await body(Session(channel, inbound: Message.self, outbound: Message.self))
    }
  }

  private let long = Message(text: String(repeating: "x", count: 1 << 20))

  @Test func whoReadsNothingIsLostOnceTooManyMessagesWait() async throws {
    let end = try await talk { [long] session in
      for _ in 0..<10_001 { session.send(long) }
      return await session.run { _ in }
    }
    #expect(end == .failed(.unreadMessages))
  }

  @Test func whoReadsNothingIsLostAfterTheTimeOfTheHeartbeats() async throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    let (own, other) = (ends[0], ends[1])
    // It goes on to give signs of life.
    let beats = Task {
      while !Task.isCancelled {
        let beat: [UInt8] = [0, 0, 0, 13] + Array(#"{"text":"ok"}"#.utf8)
        guard send(other, beat, beat.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)) > 0 else { break }
        try? await Task.sleep(for: .milliseconds(5))
      }
      close(other)
    }
    let end = try await Dialer.attach(descriptor: own) { [long] channel in
      let session = Session(channel, inbound: Message.self, outbound: Message.self)
      session.startHeartbeats(HeartbeatSettings(interval: 50, timeout: 3000), sending: Message(text: "beat"))
      for _ in 0..<3 { session.send(long) }
      return await session.run { _ in }
    }
    beats.cancel()
    #expect(end == .failed(.unread(milliseconds: 3000)))
  }

  @Test func whoCanWaitDoesUntilFewMessagesWait() async throws {
    let outbox = Outbox<Int>(capacity: 100, comfortable: 3)
    for number in 0..<3 { #expect(outbox.put(number)) }
    let queued = Atomic(0)
    let writer = Task {
      for number in 3..<10 {
        await outbox.putWhenRoom(number)
        queued.add(1, ordering: .relaxed)
      }
      outbox.finish()
    }
    for number in 0..<10 {
      #expect(queued.load(ordering: .relaxed) <= number)
      #expect(await outbox.next() == number)
    }
    #expect(await outbox.next() == nil)
    await writer.value
    #expect(outbox.put(1), "after its end nothing is too much")
  }

  @Test func theEndLetsThoseGoOnThatWait() async throws {
    let outbox = Outbox<Int>(comfortable: 1)
    #expect(outbox.put(0))
    async let waiting: Void = outbox.putWhenRoom(1)
    outbox.finish()
    await waiting
    #expect(await outbox.next() == 0)
    #expect(await outbox.next() == nil)
  }

  @Test func aReaderThatIsCancelledWaitsNoLonger() async {
    let outbox = Outbox<Int>()
    let reader = Task { await outbox.next() }
    reader.cancel()
    #expect(await reader.value == nil)
  }
}
