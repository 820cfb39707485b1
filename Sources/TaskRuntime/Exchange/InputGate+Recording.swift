import DreyModel

/// What an ``InputGate`` notes while a checkpoint is under way whose barriers have overtaken records: the packets that were
/// sent before the barriers and had not been taken when it began.
struct GateRecording {
  /// The checkpoint's id.
  let checkpoint: Int
  /// Those whose barrier has not come.
  var openChannels: Set<Int> = []
  /// What has not been taken over yet, in the order of each channel.
  var packets: [(packet: Packet, channel: Int)] = []

  /// Whether there is something to be taken over, be it that nothing follows.
  var hasNews: Bool { !packets.isEmpty || openChannels.isEmpty }
}

extension InputGate {
  /// Bytes that all queues together may hold while barriers are awaited: producers that wait are let go on, so that they
  /// come to the point where they send theirs.
  static let recordingBudget = 8 * byteBudget

  /// Notes from now on, until its barrier, what comes along each channel, and what is there already.
  ///
  /// Producers need not wait meanwhile, and the subtask is handed nothing that was noted and not taken over.
  /// - Parameter isDone: of which channels nothing is part of the checkpoint.
  func beginRecording(of checkpoint: Int, except isDone: [Bool]) {
    lock.withLock {
      var new = GateRecording(checkpoint: checkpoint)
      for channel in queues.indices where !isDone[channel] {
        let packets = queues[channel].packets
        let place = packets.firstIndex { $0.isLast(before: checkpoint) }
        new.packets += packets[..<(place ?? packets.endIndex)].filter(\.isRecorded).map { ($0, channel) }
        if let place, packets[place].isBarrier(of: checkpoint) { queues[channel].packets.remove(at: place) }
        if place == nil { new.openChannels.insert(channel) }
        queues[channel].hasRoom.broadcast()
      }
      recording = new
    }
  }

  /// Takes over what was noted since it was last asked.
  /// - Returns: nil where nothing is being noted for this checkpoint.
  func takeRecorded(of checkpoint: Int) -> (packets: [(packet: Packet, channel: Int)], isComplete: Bool)? {
    lock.withLock {
      guard recording?.checkpoint == checkpoint else { return nil }
      defer { recording?.packets = [] }
      return recording.map { ($0.packets, $0.openChannels.isEmpty) }
    }
  }

  /// Notes nothing any more.
  func endRecording() { lock.withLock { recording = nil } }
}

extension Packet {
  /// Whether it has to be there after a recovery. Ends come again, and whatever else has no meaning then.
  fileprivate var isRecorded: Bool {
    switch self {
    case .records, .frame, .signal(.watermark): true
    case .signal: false
    }
  }

  func isBarrier(of checkpoint: Int) -> Bool {
    guard case .signal(.barrier(let barrier)) = self else { return false }
    return barrier.trigger.id == checkpoint
  }

  /// Whether nothing that follows in its channel is part of the checkpoint.
  func isLast(before checkpoint: Int) -> Bool {
    if case .signal(.endOfInput) = self { return true }
    return isBarrier(of: checkpoint)
  }
}

extension GateRecording {
  /// A packet has come along a channel.
  /// - Returns: whether that was the barrier that is awaited, which nobody else needs.
  mutating func note(_ packet: Packet, _ channel: Int) -> Bool {
    guard openChannels.contains(channel) else { return false }
    if packet.isLast(before: checkpoint) {
      openChannels.remove(channel)
      return packet.isBarrier(of: checkpoint)
    }
    if packet.isRecorded { packets.append((packet, channel)) }
    return false
  }
}
