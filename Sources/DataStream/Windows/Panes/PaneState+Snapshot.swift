import DreyModel
public import StreamRecords
public import TaskRuntime

extension PaneState: KeyedState {
  @usableFromInline var name: String { WindowStateName.windows }
  @usableFromInline var type: String? { "panes of \(Key.self) -> \(Accumulator.self)" }
  @usableFromInline var entryCount: Int { panes.reduce(0) { $0 + $1.table.count } }
  @usableFromInline var byteCount: Int { account.bytes }
  @usableFromInline var refusedBytes: Int { account.refused }

  /// Each piece begins with the span of its pane.
  @usableFromInline func beginSnapshot(_ pieces: SnapshotPieces) throws {
    endSnapshot()
    for pane in panes {
      let span = pane.span
      try snapshots.begin(pane.table, pieces) { TimeWindow.put(span, into: &$0) }
    }
    writing = panes.map(\.table)
  }

  @usableFromInline func continueSnapshot() throws -> Bool {
    let portion = SnapshotPortion()
    while let table = writing.last {
      guard try !snapshots.proceed(table, until: portion) else { return true }
      writing.removeLast()
    }
    endSnapshot()
    return false
  }

  @usableFromInline func endSnapshot() {
    for table in writing { table.endSnapshot() }
    writing = []
    let over = retired
    retired = []
    for table in over { recycle(table) }
  }

  /// Those that are new since are written whole next time.
  @usableFromInline func confirmSnapshot() { for pane in panes { pane.table.confirmIncrement() } }

  @usableFromInline func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws {
    let span = TimeWindow.get(from: &reader)
    if !reader.failed { try snapshots.restore(try table(of: span), from: &reader, owned: owned) }
  }

  private func table(of span: TimeWindow) throws(Failure) -> KeyedTable<Key, Accumulator> {
    if let pane = panes.first(where: { $0.span == span }) { return pane.table }
    guard windows.hasPane(span) else { throw WindowFailures.changed() }
    let pane = Pane(span: span, cleanupTime: .max, arrival: .inTime, table: emptyTable())
    panes.insert(pane, at: panes.firstIndex { $0.span.start > span.start } ?? panes.endIndex)
    return pane.table
  }

  @usableFromInline func endRestore() {
    let restored = panes
    panes = []
    for pane in restored where pane.table.count > 0 { panes.append(makePane(pane.span, pane.table)) }
  }
}
