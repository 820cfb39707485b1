import DreyModel

/// Which of a subtask's channels have brought the barrier of the checkpoint that is under way; pure.
///
/// A barrier counts once it has come along every channel that has not ended. A later checkpoint's barrier takes the place of an
/// earlier one's that never became whole; a barrier of an earlier checkpoint than the last one is ignored.
struct BarrierAlignment: Sendable {
  /// What follows from a barrier, or from the end of a channel.
  enum Outcome: Equatable {
    case nothing
    /// The channel is to wait for the others, which may themselves have waited for an earlier checkpoint until now.
    case wait(isFirst: Bool, CheckpointTrigger)
    /// All have it.
    case complete(CheckpointTrigger)
  }

  private var hasEnded: [Bool]
  private var hasArrived: [Bool]
  private var current: CheckpointTrigger?
  private var last = 0

  init(channels: Int) {
    hasEnded = Array(repeating: false, count: channels)
    hasArrived = hasEnded
  }

  /// A barrier came along a channel.
  mutating func receive(_ trigger: CheckpointTrigger, from channel: Int) -> Outcome {
    guard hasEnded.indices.contains(channel), trigger.id > last, trigger.id >= current?.id ?? 0 else { return .nothing }
    let isFirst = trigger.id != current?.id
    if isFirst {
      current = trigger
      hasArrived = Array(repeating: false, count: hasArrived.count)
    }
    hasArrived[channel] = true
    return outcome ?? .wait(isFirst: isFirst, trigger)
  }

  /// Nothing comes along a channel any more.
  mutating func end(_ channel: Int) -> Outcome {
    guard hasEnded.indices.contains(channel) else { return .nothing }
    hasEnded[channel] = true
    return outcome ?? .nothing
  }

  /// Whether barriers of this checkpoint have come, and not all of them.
  func isAwaiting(_ trigger: CheckpointTrigger) -> Bool { current?.id == trigger.id }

  /// The checkpoint begins without waiting for the barriers that have not come.
  /// - Returns: of which channels nothing that comes from now on is part of it, since the barrier has come or they have ended;
  ///   nil where this checkpoint or a later one has begun, or a later one's barriers are awaited.
  mutating func overtake(_ trigger: CheckpointTrigger) -> [Bool]? {
    guard trigger.id > last, trigger.id >= current?.id ?? 0 else { return nil }
    defer {
      current = nil
      last = trigger.id
    }
    return current?.id == trigger.id ? zip(hasArrived, hasEnded).map { $0 || $1 } : hasEnded
  }

  /// The checkpoint will not be completed.
  /// - Returns: whether channels were waiting for it.
  mutating func abort(_ id: Int) -> Bool {
    guard current?.id == id else { return false }
    current = nil
    last = id
    return true
  }

  private var outcome: Outcome? {
    mutating get {
      guard let trigger = current, zip(hasArrived, hasEnded).allSatisfy({ $0 || $1 }) else { return nil }
      current = nil
      last = trigger.id
      return .complete(trigger)
    }
  }
}
