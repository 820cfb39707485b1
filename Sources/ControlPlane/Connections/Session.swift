public import DreyModel
import NIOCore
import Synchronization

/// A conversation of typed messages over one connection.
public final class Session<Inbound: Decodable & Sendable, Outbound: Encodable & Sendable>: Sendable {
  /// The address of the other side, where it has one.
  public var peerHost: String? { channel.peerHost }

  private let channel: FrameChannel
  private let outbox: Outbox<Outbound>
  private let pacing: AsyncStream<Pace>
  private let pacingEnd: AsyncStream<Pace>.Continuation
  private let monitor = Mutex<HeartbeatMonitor?>(nil)
  private let isFinishing = Mutex(false)
  private let epoch = ContinuousClock.now

  private typealias Pace = (settings: HeartbeatSettings, message: Outbound)

  /// A conversation over a connection on which nothing else is said from now on.
  public init(_ channel: FrameChannel, inbound: Inbound.Type, outbound: Outbound.Type) {
    self.channel = channel
    outbox = Outbox()
    (pacing, pacingEnd) = AsyncStream.makeStream()
  }

  /// Queues a message. Messages arrive in the order of these calls; after the conversation's end they are dropped.
  ///
  /// A peer that lets 10,000 of them wait is lost.
  public func send(_ message: Outbound) {
    if !outbox.put(message) { channel.close() }
  }

  /// Queues a message once only a few wait for the peer to read them, or the conversation has ended.
  public func sendWhenRoom(_ message: Outbound) async { await outbox.putWhenRoom(message) }

  /// From now on `message` is sent at least every `interval`. Silence of `timeout` ends the conversation, and so does a message
  /// that the peer does not read for so long.
  public func startHeartbeats(_ settings: HeartbeatSettings, sending message: Outbound) {
    monitor.withLock { $0 = HeartbeatMonitor(settings, now: now) }
    pacingEnd.yield((settings, message))
    pacingEnd.finish()
  }

  /// Ends the conversation once all that was queued is written and the other side has closed (or 2 s have passed).
  public func finish() {
    isFinishing.withLock { $0 = true }
    outbox.finish()
  }

  /// Ends the conversation at once.
  public func drop() {
    isFinishing.withLock { $0 = true }
    channel.close()
  }

  /// Holds the conversation; `receive` is called for one message after the other.
  /// - Returns: how it ended, also where the calling task is cancelled.
  public func run(receive: @escaping @Sendable (Inbound) async -> Void) async -> ConnectionEnd {
    let end = await withTaskGroup(of: ConnectionEnd?.self) { group in
      group.addTask { await self.read(receive) }
      group.addTask { await self.write() }
      group.addTask { await self.keepPace() }
      var end: ConnectionEnd?
      while end == nil, let next = await group.next() { end = next }
      group.cancelAll()
      return end ?? .closedHere
    }
    outbox.finish()
    if outbox.isOverfull { return .failed(.unreadMessages) }
    return isFinishing.withLock { $0 } ? .closedHere : end
  }

  private var now: Duration { ContinuousClock.now - epoch }

  private func read(_ receive: @Sendable (Inbound) async -> Void) async -> ConnectionEnd {
    do {
      while let frame = try await channel.next() {
        monitor.withLock { [now] in $0?.heard(at: now) }
        await receive(try JSONFrame.decode(Inbound.self, from: frame))
      }
      return Task.isCancelled ? .closedHere : .closedByPeer
    } catch {
      return .failed(error)
    }
  }

  private func write() async -> ConnectionEnd? {
    do {
      while let message = await outbox.next() {
        monitor.withLock { [now] in $0?.beganWriting(at: now) }
        try await channel.write(message)
        monitor.withLock { $0?.endedWriting() }
      }
    } catch {
      // A peer that closed may have said something before; the reader finds its end.
      if case .transport = error { return nil }
      return .failed(error)
    }
    guard !Task.isCancelled else { return nil }
    channel.finishWriting()
    try? await Task.sleep(for: .seconds(2))
    return .closedHere
  }

  private func keepPace() async -> ConnectionEnd? {
    var pace: Pace?
    for await each in pacing { pace = each }
    guard let pace else { return nil }
    while !Task.isCancelled {
      switch monitor.withLock({ [now] in $0?.decide(at: now) }) {
      case .unread?: return .failed(.unread(milliseconds: pace.settings.timeout))
      case .lost?: return .failed(.silent(milliseconds: pace.settings.timeout))
      case .wait(let until)?: try? await Task.sleep(for: until - now)
      case .send(let until)?:
        send(pace.message)
        try? await Task.sleep(for: until - now)
      case nil: return nil
      }
    }
    return nil
  }
}
