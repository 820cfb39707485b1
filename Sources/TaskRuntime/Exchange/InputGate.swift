import DreyModel

/// The bounded queues in front of a subtask, one per upstream subtask.
///
/// A full queue holds up its own producer and no other; the subtask takes turns among the queues that hold something.
public final class InputGate: @unchecked Sendable {
  /// Packets a queue holds before its producer has to wait.
  static let queueCapacity = 8
  /// Bytes of records that all queues together hold before producers have to wait that have something in theirs. A queue
  /// that is empty takes any packet, so that no producer can keep out another.
  static let byteBudget = 32 << 20

  struct Queue {
    var packets: [Packet] = []
    var producerWaits = false
    /// Whether the subtask takes nothing from it for the time being.
    var isBlocked = false
    let hasRoom = PosixCondition()
  }

  /// How the subtask waits. Waking a thread costs as much as hundreds of records, so it first waits for a good handful of
  /// packets, and for the first one only when a millisecond brought none.
  private enum Waiting {
    case no, forSeveral, forAny
  }

  let lock = PosixLock()
  private let hasPackets = PosixCondition()
  var queues: [Queue]
  private var open: Int
  private var turn = 0
  private var queuedBytes = 0
  private var consumerWaits = Waiting.no
  private var failure: Failure?
  private var isInterrupted = false
  /// nil: no checkpoint whose barriers overtake records is under way.
  var recording: GateRecording?

  init(channels: Int) {
    queues = (0..<channels).map { _ in Queue() }
    open = channels
  }

  /// Packets that wait on all channels together.
  var waitingPackets: Int { lock.withLock { queues.reduce(0) { $0 + $1.packets.count } } }

  /// Bytes of the records that wait on all channels together.
  var waitingBytes: Int { lock.withLock { queuedBytes } }

  /// Appends to a channel's queue and waits for room first.
  /// - Parameter meter: of the subtask that puts, if that is in this process.
  /// - Throws: the ``Failure`` that closed the gate.
  func put(_ packet: Packet, channel: Int, _ meter: SubtaskMeter? = nil) throws(Failure) {
    let closed: Failure? = lock.withLock {
      if !canTake(packet, channel) {
        if let meter {
          meter.waiting(for: .room) { waitForRoom(packet, channel) }
        } else {
          waitForRoom(packet, channel)
        }
      }
      guard failure == nil else { return failure }
      if let isOver = recording?.note(packet, channel) {
        hasPackets.signal()
        if isOver { return nil }
      }
      queues[channel].packets.append(packet)
      queuedBytes += packet.byteCount
      wakeConsumer(for: packet, waiting: queues[channel].packets.count)
      return nil
    }
    if let closed { throw closed }
  }

  /// What ``next(within:)`` found.
  enum Arrival {
    case packet(Packet, channel: Int)
    /// The time was up.
    case nothing
    /// All channels have ended.
    case end
  }

  /// The next packet of any channel, a channel's end of input among them.
  /// - Parameters:
  ///   - milliseconds: how long to wait for one; nil means for ever.
  ///   - meter: of the subtask that reads.
  /// - Throws: the ``Failure`` that closed the gate.
  func next(within milliseconds: Int?, _ meter: SubtaskMeter? = nil) throws(Failure) -> Arrival {
    let result: Result<Arrival, Failure> = lock.withLock {
      if failure == nil, open > 0, milliseconds != 0, !hasNews, nextChannel() == nil {
        if let meter {
          meter.waiting(for: .input) { waitForPackets(milliseconds) }
        } else {
          waitForPackets(milliseconds)
        }
      }
      if let failure { return .failure(failure) }
      isInterrupted = false
      if hasRecorded { return .success(.nothing) }
      guard let channel = nextChannel() else { return .success(open == 0 ? .end : .nothing) }
      let packet = remove(from: channel)
      if case .signal(.endOfInput) = packet { open -= 1 }
      return .success(.packet(packet, channel: channel))
    }
    return try result.get()
  }

  /// Lets the subtask take nothing from a channel until ``unblockAll()``; its producer waits once the queue is full.
  func block(_ channel: Int) { lock.withLock { queues[channel].isBlocked = true } }

  /// Lets the subtask take from all channels again.
  func unblockAll() { lock.withLock { for channel in queues.indices { queues[channel].isBlocked = false } } }

  /// Lets the subtask come back that waits for a packet, or is going to.
  func interrupt() {
    lock.withLock {
      isInterrupted = true
      hasPackets.signal()
    }
  }

  /// Makes everybody who waits here, or will, fail with `failure`; the first call counts.
  func close(_ failure: Failure) {
    lock.withLock {
      guard self.failure == nil else { return }
      self.failure = failure
      hasPackets.broadcast()
      for queue in queues { queue.hasRoom.broadcast() }
    }
  }

  /// Whether something was noted that has not been taken over.
  var hasRecordedPackets: Bool { lock.withLock { hasRecorded } }

  /// Appends packets in front of all that has come along a channel.
  func prepend(_ packets: [Packet], channel: Int) {
    lock.withLock {
      queues[channel].packets.insert(contentsOf: packets, at: 0)
      queuedBytes += packets.reduce(0) { $0 + $1.byteCount }
      hasPackets.signal()
    }
  }

  private var hasRecorded: Bool { recording?.hasNews ?? false }

  private var hasNews: Bool { isInterrupted || hasRecorded }

  private func canTake(_ packet: Packet, _ channel: Int) -> Bool {
    let waiting = queues[channel].packets.count
    if let recording, recording.openChannels.contains(channel), queuedBytes < Self.recordingBudget { return true }
    return failure != nil || waiting == 0
      || waiting < Self.queueCapacity && queuedBytes + packet.byteCount <= Self.byteBudget
  }

  private func waitForRoom(_ packet: Packet, _ channel: Int) {
    while !canTake(packet, channel) {
      queues[channel].producerWaits = true
      queues[channel].hasRoom.wait(holding: lock)
    }
  }

  private func wakeConsumer(for packet: Packet, waiting: Int) {
    if case .signal = packet, consumerWaits != .no { return hasPackets.signal() }
    switch consumerWaits {
    case .no: return
    case .forSeveral: if waiting >= Self.queueCapacity / 2 { hasPackets.signal() }
    case .forAny: hasPackets.signal()
    }
  }

  private func waitForPackets(_ milliseconds: Int?) {
    consumerWaits = .forSeveral
    hasPackets.wait(holding: lock, milliseconds: 1)
    if failure == nil, !hasNews, nextChannel() == nil {
      consumerWaits = .forAny
      // Once: who waits longer, or was woken without cause, comes back.
      hasPackets.wait(holding: lock, milliseconds: min(999, milliseconds ?? 999))
    }
    consumerWaits = .no
  }

  private func nextChannel() -> Int? {
    for step in 0..<queues.count {
      let channel = (turn + step) % queues.count
      if !queues[channel].packets.isEmpty, !queues[channel].isBlocked { return channel }
    }
    return nil
  }

  private func remove(from channel: Int) -> Packet {
    let packet = queues[channel].packets.removeFirst()
    queuedBytes -= packet.byteCount
    turn = (channel + 1) % queues.count
    // Waking the producer at half rather than at every packet halves the switches between threads.
    if queues[channel].producerWaits, queues[channel].packets.count <= Self.queueCapacity / 2 {
      queues[channel].producerWaits = false
      queues[channel].hasRoom.signal()
    }
    return packet
  }
}
