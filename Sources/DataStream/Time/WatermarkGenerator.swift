public import TaskRuntime

/// Decides on the watermarks of one subtask; pure.
struct WatermarkGenerator {
  /// nil: watermarks are told by punctuation only.
  private let outOfOrderness: Int?
  private let idleness: Int?
  private var highest = Int.min
  private var told = Int.min
  private var isIdle = false
  /// When the last record was seen, by the machine's time.
  private var lastSeen: Int
  private var hasNews = false

  init(outOfOrderness: Int?, idleness: Int?, now: Int) {
    self.outOfOrderness = outOfOrderness
    self.idleness = idleness
    lastSeen = now
  }

  /// Takes in the highest event time of some records.
  /// - Returns: what is to be told before they are passed on.
  mutating func see(_ timestamp: Int) -> Signal? {
    highest = max(highest, timestamp)
    hasNews = true
    guard isIdle else { return nil }
    isIdle = false
    return .active
  }

  /// How far the stream has come, whether that has been told or not; nil: that is not known yet.
  var current: Int? {
    guard let outOfOrderness else { return told == .min ? nil : told }
    // Records of the highest time may follow.
    let (watermark, overflow) = highest.subtractingReportingOverflow(outOfOrderness)
    return overflow || watermark == .min ? nil : watermark - 1
  }

  /// No record can be seen, since none is asked for: the stream does not become idle by that.
  mutating func wait(now: Int) { (hasNews, lastSeen) = (false, now) }

  /// - Returns: what is to be told when the regular time for it has come.
  mutating func tick(now: Int) -> Signal? {
    if hasNews { (hasNews, lastSeen) = (false, now) }
    if outOfOrderness != nil, let current, let signal = tell(current) { return signal }
    guard let idleness, !isIdle, now - lastSeen >= idleness else { return nil }
    isIdle = true
    return .idle
  }

  /// - Returns: a watermark, unless that has been told already.
  mutating func tell(_ watermark: Int) -> Signal? {
    guard watermark > told else { return nil }
    told = watermark
    return .watermark(watermark)
  }
}

/// A ``WatermarkGenerator`` at work in front of an output.
@usableFromInline
final class WatermarkEmission: TimestampObserver {
  private var generator: WatermarkGenerator
  private let isSilent: Bool
  private let next: (Signal) throws -> Void

  @usableFromInline init(
    outOfOrderness: Int?, idleness: Int?, context: OperatorContext, next: @escaping (Signal) throws -> Void
  ) {
    let time = context.subtask.processingTime
    generator = WatermarkGenerator(
      outOfOrderness: outOfOrderness, idleness: idleness, now: time.currentProcessingTime)
    self.next = next
    isSilent = !context.settings.tellsWatermarks
    guard !isSilent else { return }
    time.registerTimer(everyMilliseconds: context.settings.autoWatermarkInterval) { [self] now in
      if let signal = generator.tick(now: now) { try next(signal) }
    }
  }

  @usableFromInline func see(_ timestamp: Int) throws {
    guard !isSilent else { return }
    if let signal = generator.see(timestamp) { try next(signal) }
  }

  /// Tells what a record said.
  @usableFromInline func punctuate(_ watermark: Int) throws {
    guard !isSilent else { return }
    if let signal = generator.tell(watermark) { try next(signal) }
  }

  /// Watermarks from further up are not passed on, except the end of time.
  @usableFromInline func signal(_ signal: Signal) throws {
    switch signal {
    case .watermark(.max), .endOfInput, .flush, .barrier: try next(signal)
    case .watermark, .idle, .active: break
    }
  }
}
