import DreyModel
import TaskRuntime

/// ``SplitWatermarks`` at work in one subtask of a source: in front of its output, and around its readers.
@usableFromInline
final class SplitTiming: TimestampObserver {
  private var watermarks = SplitWatermarks()
  /// The split whose records come.
  private var current = 0
  private let outOfOrderness: Int?
  private let idleness: Int?
  private let drift: Int
  private let member: AlignmentMember?
  private let context: SubtaskContext
  private let isSilent: Bool
  private let next: (Signal) throws -> Void

  @usableFromInline init(
    outOfOrderness: Int?, idleness: Int?, alignment: WatermarkAlignmentParams?, context: OperatorContext,
    next: @escaping (Signal) throws -> Void
  ) {
    (self.outOfOrderness, self.idleness, self.next) = (outOfOrderness, idleness, next)
    self.context = context.subtask
    isSilent = !context.settings.tellsWatermarks
    drift = alignment?.maxAllowedWatermarkDrift ?? 0
    member = isSilent ? nil : alignment.map { AlignmentMember($0, context.subtask) }
    guard !isSilent else { return }
    let time = context.subtask.processingTime
    time.registerTimer(everyMilliseconds: context.settings.autoWatermarkInterval) { [self] now in
      try tell(watermarks.tick(now: now))
    }
    guard let member, let alignment else { return }
    time.registerTimer(everyMilliseconds: alignment.updateInterval) { [self] _ in member.report(watermarks.progress()) }
  }

  // Records.

  @usableFromInline func see(_ timestamp: Int) throws {
    if !isSilent { try tell(watermarks.see(timestamp, in: current)) }
  }

  @usableFromInline func punctuate(_ watermark: Int) throws {
    guard !isSilent else { return }
    try tell(watermarks.punctuate(watermark, in: current))
  }

  @usableFromInline func signal(_ signal: Signal) throws { try next(signal) }

  // Readers.

  /// Before the first of as many readers is asked for a chunk.
  @usableFromInline func beginRound(readers: Int) throws {
    guard !isSilent else { return }
    while watermarks.count < readers {
      let now = context.processingTime.currentProcessingTime
      try tell(
        watermarks.open(WatermarkGenerator(outOfOrderness: outOfOrderness, idleness: idleness, now: now)))
    }
    guard let member else { return }
    member.begin(watermarks.progress())
    watermarks.align(to: member.lowestOfOthers(), drift: drift)
  }

  /// Before a reader is asked for a chunk.
  /// - Returns: whether it may be.
  @usableFromInline func begin(_ index: Int) -> Bool {
    current = index
    return member == nil || !watermarks.isWaiting(index)
  }

  /// A reader has come to its end.
  @usableFromInline func close(_ index: Int) throws { if !isSilent { try tell(watermarks.close(index)) } }

  /// Where no reader may be asked: blocks until that may have changed, or there is something else to do.
  @usableFromInline func wait() { if let member { context.awaitWatermarks(since: member.version) } }

  /// Nobody has to wait for the subtask any more.
  @usableFromInline func end() { member?.report(.idle) }

  private func tell(_ signals: [Signal]) throws { for signal in signals { try next(signal) } }
}
