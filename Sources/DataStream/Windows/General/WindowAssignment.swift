import DreyModel

/// A ``WindowAssigner`` at work, known to be possible.
@usableFromInline
struct WindowAssignment<Record> {
  @usableFromInline let time: WindowTime?
  /// Whether windows of a key that touch become one.
  @usableFromInline let isMerging: Bool
  /// Tumbling or sliding windows.
  @usableFromInline let aligned: AlignedWindows?
  /// The windows of a record, given its time by their clock.
  @usableFromInline let windows: (_ record: Record, _ time: Int) throws -> [TimeWindow]

  /// - Throws: ``Failure`` where there can be no such windows.
  @usableFromInline init(_ assigner: WindowAssigner<Record>) throws(Failure) {
    time = assigner.time
    var aligned: AlignedWindows?
    switch assigner.kind {
    case .aligned(let size, let slide, let offset):
      let grid = try AlignedWindows(size: size, slide: slide, offset: offset)
      (aligned, isMerging) = (grid, false)
      windows = { grid.windows(around: grid.pane(at: try Self.checked($1))) }
    case .session(let gap):
      let gap = try Self.checked(gap: gap)
      isMerging = true
      windows = { [TimeWindow(start: try Self.checked($1), end: $1 + gap)] }
    case .dynamicSession(let gap):
      isMerging = true
      windows = { [TimeWindow(start: try Self.checked($1), end: $1 + (try Self.checked(gap: gap($0).inMilliseconds)))] }
    case .global:
      isMerging = false
      windows = { _, _ in [.global] }
    }
    self.aligned = aligned
  }

  private static func checked(_ time: Int) throws(Failure) -> Int {
    guard time.magnitude <= AlignedWindows.limit else { throw WindowFailures.timestamp(time) }
    return time
  }

  private static func checked(gap: Int) throws(Failure) -> Int {
    guard (1...AlignedWindows.limit).contains(gap) else { throw WindowFailures.gap(gap) }
    return gap
  }
}
