import DreyModel

/// Windows of one length that begin at regular times, the same for all keys: tumbling and sliding ones. Pure arithmetic.
///
/// A window begins every `slide` milliseconds and is `size` long. Between two places at which a window begins or ends lies
/// a *pane*: every record of a pane is in the same windows. There are one or two panes in each slide.
@usableFromInline
struct AlignedWindows: Sendable, Equatable {
  /// No time and no length may be further from zero, so that sums of a few cannot overflow; some 36 million years.
  @usableFromInline static let limit = 1 << 60

  @usableFromInline let size: Int
  @usableFromInline let slide: Int
  /// Where a window begins, from 0 to `slide`, exclusive.
  private let offset: Int
  /// How far into a slide the windows end.
  private let cut: Int

  /// - Throws: ``Failure`` where there can be no such windows; the conditions are Flink's.
  init(size: Int, slide: Int, offset: Int) throws(Failure) {
    guard (1...Self.limit).contains(size), (1...Self.limit).contains(slide), offset.magnitude < slide else {
      throw Failure(
        .user, "no windows can be \(size) ms long, begin every \(slide) ms and be moved by \(offset) ms",
        advice: "Size and slide must be at least one millisecond, and the offset less than the slide.")
    }
    self.size = size
    self.slide = slide
    self.offset = offset < 0 ? offset + slide : offset
    cut = size % slide
  }

  /// The last place at or before `time` at which a window begins.
  func lastStart(at time: Int) -> Int {
    let past = (time - offset) % slide
    return time - (past < 0 ? past + slide : past)
  }

  /// The first place at or after `time` at which a window begins.
  private func firstStart(from time: Int) -> Int { lastStart(at: time + slide - 1) }

  func window(startingAt start: Int) -> TimeWindow { TimeWindow(start: start, end: start + size) }

  /// The pane that a time is in.
  func pane(at time: Int) -> TimeWindow {
    let start = lastStart(at: time)
    if cut == 0 { return TimeWindow(start: start, end: start + slide) }
    return time < start + cut
      ? TimeWindow(start: start, end: start + cut) : TimeWindow(start: start + cut, end: start + slide)
  }

  /// Whether a stretch of time is one of the panes.
  func hasPane(_ span: TimeWindow) -> Bool { span.start.magnitude <= Self.limit && pane(at: span.start) == span }

  /// Where the first of the windows begins that a pane is in.
  private func firstStart(around pane: TimeWindow) -> Int { firstStart(from: pane.end - size) }

  /// The windows that a pane is in, the last one first, as Flink assigns them; none where windows leave gaps.
  func windows(around pane: TimeWindow) -> [TimeWindow] {
    stride(from: lastStart(at: pane.start), through: firstStart(around: pane), by: -slide).map(window)
  }

  /// The last of the windows that a pane is in.
  func lastWindow(around pane: TimeWindow) -> TimeWindow? {
    let start = lastStart(at: pane.start)
    return firstStart(around: pane) <= start ? window(startingAt: start) : nil
  }

  /// The first of the windows that a pane is in and that end after `time`, that is, whose last millisecond is later.
  func firstWindow(around pane: TimeWindow, endingAfter time: Int) -> TimeWindow? {
    let time = min(max(time, -4 * Self.limit), 4 * Self.limit)
    let start = max(firstStart(around: pane), firstStart(from: time + 2 - size))
    return start <= lastStart(at: pane.start) ? window(startingAt: start) : nil
  }
}
