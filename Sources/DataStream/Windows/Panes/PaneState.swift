public import DreyModel
public import StreamRecords
public import TaskRuntime

/// The state of aligned windows in one subtask: its panes, and how far time has come.
@usableFromInline
final class PaneState<Key: StreamKey, Accumulator: StreamCodable> {
  let windows: AlignedWindows
  private let allowedLateness: Int
  /// In order of time; few.
  @usableFromInline var panes: [Pane<Key, Accumulator>] = []
  /// Tables whose pane is over, kept for their memory.
  private var spare: [KeyedTable<Key, Accumulator>] = []
  private let time: WatermarkState
  let account: MemoryAccount
  let snapshots: TableSnapshots<Key, Accumulator>
  /// Tables that a snapshot is not done with.
  var writing: [KeyedTable<Key, Accumulator>] = []
  /// Those of them whose pane is over.
  var retired: [KeyedTable<Key, Accumulator>] = []
  /// Stands in where there is no table.
  @usableFromInline let noTable = KeyedTable<Key, Accumulator>(minimumCapacity: 0)

  @usableFromInline init(
    _ windows: AlignedWindows, allowedLateness: Int, _ time: WatermarkState, account: MemoryAccount,
    _ snapshots: TableSnapshots<Key, Accumulator>
  ) {
    self.windows = windows
    self.allowedLateness = allowedLateness
    self.time = time
    self.account = account
    self.snapshots = snapshots
  }

  private var watermark: Int { time.current }

  /// The pane that a time is in, a new one where there is none yet; valid until time goes on.
  /// - Throws: ``Failure`` where no time is that far away.
  @inlinable func pane(at time: Int) throws(Failure) -> Pane<Key, Accumulator> {
    var index = panes.count
    while index > 0, panes[index - 1].span.start > time { index -= 1 }
    if index > 0, time < panes[index - 1].span.end { return panes[index - 1] }
    return try addPane(at: time, index)
  }

  @usableFromInline func addPane(at time: Int, _ index: Int) throws(Failure) -> Pane<Key, Accumulator> {
    guard time.magnitude <= AlignedWindows.limit else { throw WindowFailures.timestamp(time) }
    let pane = makePane(windows.pane(at: time))
    if pane.arrival != .late { panes.insert(pane, at: index) }
    return pane
  }

  /// - Parameter table: what there is of the pane already.
  func makePane(_ span: TimeWindow, _ table: KeyedTable<Key, Accumulator>? = nil) -> Pane<Key, Accumulator> {
    let last = windows.lastWindow(around: span)
    let cleanupTime = last.map(self.cleanupTime) ?? .min
    return Pane(
      span: span, cleanupTime: cleanupTime, arrival: arrival(in: span, cleanupTime: cleanupTime),
      table: table ?? (cleanupTime > watermark ? emptyTable() : noTable))
  }

  private func arrival(in span: TimeWindow, cleanupTime: Int) -> Pane<Key, Accumulator>.Arrival {
    if cleanupTime <= watermark { return .late }
    return refiring(span).isEmpty ? .inTime : .firesAtOnce
  }

  private func cleanupTime(of window: TimeWindow) -> Int { window.maxTimestamp + allowedLateness }

  /// The windows of a pane that have fired and are not over yet, in the order in which Flink fires them again.
  @usableFromInline func refiring(_ span: TimeWindow) -> [TimeWindow] {
    guard allowedLateness > 0 else { return [] }
    return windows.windows(around: span).filter { $0.maxTimestamp <= watermark && cleanupTime(of: $0) > watermark }
  }

  /// Whether a record that is in no window that is not over is itself late.
  @usableFromInline func isLate(_ time: Int) -> Bool { time + allowedLateness <= watermark }

  /// The panes of a window, in order of time.
  @usableFromInline func panes(of window: TimeWindow) -> ArraySlice<Pane<Key, Accumulator>> {
    var low = panes.startIndex
    while low < panes.endIndex, panes[low].span.start < window.start { low += 1 }
    var high = low
    while high < panes.endIndex, panes[high].span.end <= window.end { high += 1 }
    return panes[low..<high]
  }

  /// Lets time go on: calls `fire` with every window that has come to its end, in order of time.
  @usableFromInline func advance(to time: Int, _ fire: (TimeWindow) throws -> Void) rethrows {
    guard time > watermark else { return }
    while let window = nextWindow(), window.maxTimestamp <= time {
      try fire(window)
      _ = self.time.advance(to: window.maxTimestamp)
      forgetPanes()
    }
    _ = self.time.advance(to: time)
    forgetPanes()
    for index in panes.indices { panes[index] = makePane(panes[index].span, panes[index].table) }
  }

  /// The first window that has not fired and has a pane.
  private func nextWindow() -> TimeWindow? {
    for pane in panes {
      if let window = windows.firstWindow(around: pane.span, endingAfter: watermark) { return window }
    }
    return nil
  }

  private func forgetPanes() {
    while let first = panes.first, first.cleanupTime <= watermark {
      panes.removeFirst()
      recycle(first.table)
    }
  }

  /// A table without keys, for a moment or for a pane; give it back by ``recycle(_:)``.
  @usableFromInline func emptyTable() -> KeyedTable<Key, Accumulator> {
    spare.popLast() ?? KeyedTable(account: account)
  }

  /// Takes a table that is no longer needed. One that was far larger than it had to be is not kept.
  @usableFromInline func recycle(_ table: KeyedTable<Key, Accumulator>) {
    if table.isBeingWritten { return retired.append(table) }
    guard table.capacity <= 4096 || table.count > table.capacity / 16 else { return }
    table.removeAll()
    spare.append(table)
  }
}
