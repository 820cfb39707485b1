/// Makes one watermark out of those of several channels: the lowest of the channels that are neither idle nor ended.
///
/// Flink's `StatusWatermarkValve`. A channel that was idle counts again once its own watermark has caught up, so that it
/// cannot hold back what has already been told.
struct WatermarkValve: Sendable {
  private struct Channel {
    var watermark = Int.min
    var isIdle = false
    var hasEnded = false
    /// Whether its watermark counts.
    var isAligned = true
  }

  private var channels: [Channel]
  private var last = Int.min
  private var isIdle = false

  init(channels: Int) { self.channels = Array(repeating: Channel(), count: channels) }

  /// Whether no channel will bring anything more.
  var hasEnded: Bool { channels.allSatisfy(\.hasEnded) }

  /// Takes in what a channel brought.
  /// - Returns: what is to be passed on, in this order.
  mutating func receive(_ signal: Signal, from channel: Int) -> [Signal] {
    guard channels.indices.contains(channel), !channels[channel].hasEnded else { return [] }
    switch signal {
    case .watermark(let time): channels[channel].watermark = max(time, channels[channel].watermark)
    case .idle: (channels[channel].isIdle, channels[channel].isAligned) = (true, false)
    case .active: channels[channel].isIdle = false
    case .endOfInput: channels[channel].hasEnded = true
    case .flush, .barrier: return []
    }
    if !channels[channel].isIdle, channels[channel].watermark >= last { channels[channel].isAligned = true }
    return hasEnded ? end() : status() + advance()
  }

  private func end() -> [Signal] { last == .max ? [.endOfInput] : [.watermark(.max), .endOfInput] }

  /// Idle while all channels are that have not ended.
  private mutating func status() -> [Signal] {
    let idle = channels.allSatisfy { $0.isIdle || $0.hasEnded }
    guard idle != isIdle else { return [] }
    isIdle = idle
    // What the channels have told before they became idle still holds.
    return idle ? drained() + [.idle] : [.active]
  }

  private mutating func drained() -> [Signal] {
    pass(channels.filter { !$0.hasEnded }.map(\.watermark).max())
  }

  private mutating func advance() -> [Signal] {
    guard !isIdle else { return [] }
    return pass(channels.filter { !$0.hasEnded && !$0.isIdle && $0.isAligned }.map(\.watermark).min())
  }

  private mutating func pass(_ time: Int?) -> [Signal] {
    guard let time, time > last else { return [] }
    last = time
    return [.watermark(time)]
  }
}
