import DreyModel
import Glibc
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import ControlPlane

/// Sends bytes to a frame connection and gathers what it makes of them.
private func receive(
  _ chunks: [[UInt8]], closing: Bool = true
) async throws -> (messages: [Message], end: ConnectionEnd) {
  var ends: [Int32] = [-1, -1]
  try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
  let (own, other) = (ends[0], ends[1])
  let messages = Mutex<[Message]>([])
  async let end = Dialer.attach(descriptor: own) { channel in
    let session = Session(channel, inbound: Message.self, outbound: Message.self)
    return await session.run { message in messages.withLock { $0.append(message) } }
  }
  for chunk in chunks {
    #expect(write(other, chunk, chunk.count) == chunk.count)
    await Task.yield()
  }
  if closing { shutdown(other, Int32(SHUT_WR)) }
  let result = try await end
  close(other)
  return (messages.withLock { $0 }, result)
}

struct Message: Codable, Sendable, Equatable {
  var text: String
}

private func frame(_ text: String) -> [UInt8] {
  let bytes = Array(text.utf8)
  return [0, 0, 0, UInt8(bytes.count)] + bytes
}

@Suite struct FrameTests {
  private let two = frame("{\"text\":\"one\"}") + frame("{\"text\":\"two\"}")

  @Test func framesMayBeSplitAnywhere() async throws {
    for cut in 0...two.count {
      let (messages, end) = try await receive([Array(two[..<cut]), Array(two[cut...])].filter { !$0.isEmpty })
      #expect(messages == [Message(text: "one"), Message(text: "two")])
      #expect(end == .closedByPeer)
    }
  }

  @Test func framesMayComeByteByByte() async throws {
    let (messages, _) = try await receive(two.map { [$0] })
    #expect(messages.count == 2)
  }

  @Test func aFrameThatIsTooLongEndsTheConnection() async throws {
    let (messages, end) = try await receive([frame("{\"text\":\"one\"}"), [0xFF, 0, 0, 0, 1, 2, 3]], closing: false)
    #expect(messages == [Message(text: "one")])
    #expect(end == .failed(.frameTooLong(length: 0xFF00_0000, maximum: ControlFrame.maximumLength)))
  }

  @Test(arguments: ["", "nonsense", "{}", "{\"text\":1}", String(repeating: "[", count: 200)])
  func contentThatIsNoMessageEndsTheConnection(content: String) async throws {
    let (messages, end) = try await receive([frame(content)], closing: false)
    #expect(messages.isEmpty)
    #expect(end == .failed(.malformedFrame("not a Message")))
  }

  @Test func anUnfinishedFrameIsNoMessage() async throws {
    let (messages, end) = try await receive([Array(two.dropLast())])
    #expect(messages == [Message(text: "one")])
    #expect(end == .closedByPeer)
  }
}

@Suite struct SessionTests {
  @Test func messagesArriveInOrderAndFinishLosesNone() async throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    let (left, right) = (ends[0], ends[1])
    async let sent = Dialer.attach(descriptor: left) { channel in
      let session = Session(channel, inbound: Message.self, outbound: Message.self)
      for number in 0..<1000 { session.send(Message(text: "\(number)")) }
      session.finish()
      return await session.run { _ in }
    }
    let messages = Mutex<[String]>([])
    let received = try await Dialer.attach(descriptor: right) { channel in
      let session = Session(channel, inbound: Message.self, outbound: Message.self)
      return await session.run { message in messages.withLock { $0.append(message.text) } }
    }
    #expect(messages.withLock { $0 } == (0..<1000).map { "\($0)" })
    #expect(received == .closedByPeer)
    #expect(try await sent == .closedHere)
  }

  @Test func silenceEndsTheConversation() async throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    let (own, silent) = (ends[0], ends[1])
    defer { close(silent) }
    let end = try await Dialer.attach(descriptor: own) { channel in
      let session = Session(channel, inbound: Message.self, outbound: Message.self)
      session.startHeartbeats(HeartbeatSettings(interval: 10, timeout: 50), sending: Message(text: "beat"))
      return await session.run { _ in }
    }
    #expect(end == .failed(.silent(milliseconds: 50)))
  }

  @Test func heartbeatsKeepTheConversationAlive() async throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    let (left, right) = (ends[0], ends[1])
    // Long, since it is not the silence that is tried here: a machine under load may keep a thread waiting for seconds.
    let settings = HeartbeatSettings(interval: 10, timeout: 60_000)
    let beats = Atomic<Int>(0)
    async let other = Dialer.attach(descriptor: right) { channel in
      let session = Session(channel, inbound: Message.self, outbound: Message.self)
      session.startHeartbeats(settings, sending: Message(text: "beat"))
      return await session.run { _ in }
    }
    let end = try await Dialer.attach(descriptor: left) { channel in
      let session = Session(channel, inbound: Message.self, outbound: Message.self)
      session.startHeartbeats(settings, sending: Message(text: "beat"))
      return await session.run { _ in
        if beats.add(1, ordering: .relaxed).newValue == 5 { session.finish() }
      }
    }
    #expect(end == .closedHere)
    #expect(try await other == .closedByPeer)
    #expect(beats.load(ordering: .relaxed) >= 5)
  }
}
