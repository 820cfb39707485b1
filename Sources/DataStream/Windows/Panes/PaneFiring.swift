public import StreamRecords

extension PaneOperator {
  /// Emits the results of a window for all keys.
  @inlinable func fire(_ window: TimeWindow) throws {
    let panes = state.panes(of: window)
    guard let first = panes.first else { return }
    if panes.count == 1 { return try first.table.forEach { try emit($0, window, $1) } }
    let merged = state.emptyTable()
    defer { state.recycle(merged) }
    for pane in panes { try pane.table.forEach { try merge($0, $1, into: merged) } }
    try merged.forEach { try emit($0, window, $1) }
  }

  @inlinable @inline(__always) func merge(
    _ key: Key, _ accumulator: Function.Accumulator, into merged: KeyedTable<Key, Function.Accumulator>
  ) throws {
    let count = merged.count
    let slot = merged.value(for: key, default: accumulator)
    if merged.count == count { try function.merge(accumulator, into: &slot.pointee) }
  }

  /// Emits the result of a window for one key.
  @inlinable func fireAgain(_ window: TimeWindow, _ key: Key) throws {
    var merged: Function.Accumulator?
    for pane in state.panes(of: window) {
      guard let accumulator = pane.table.find(key)?.pointee else { continue }
      if var sum = merged {
        try function.merge(accumulator, into: &sum)
        merged = sum
      } else {
        merged = accumulator
      }
    }
    if let merged { try emit(key, window, merged) }
  }

  @inlinable @inline(__always) func emit(
    _ key: Key, _ window: TimeWindow, _ accumulator: Function.Accumulator
  ) throws {
    results.emitter.pointee.setTimestamp(window.maxTimestamp)
    try process(key, window, try function.getResult(accumulator), &results.emitter.pointee)
  }
}
