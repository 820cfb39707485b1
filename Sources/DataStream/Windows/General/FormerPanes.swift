public import StreamRecords
public import TaskRuntime

/// The names that the state of windows is kept under. All state of one name has one format.
@usableFromInline
enum WindowStateName {
  /// By pane, where those were always used, and else by window.
  @usableFromInline static let windows = "windows"
  /// By window, where earlier releases kept panes.
  @usableFromInline static let windowsInOrder = "windows in order"
}

/// Takes over accumulators that were kept by pane: by an earlier release, or while the function was declared commutative.
@usableFromInline
final class FormerPanes<Key: StreamKey, Accumulator: StreamCodable>: SnapshotState {
  @usableFromInline let name = WindowStateName.windows
  @usableFromInline let distribution = StateDistribution.keyed
  private let windows: AlignedWindows
  private let adopt: (Key, TimeWindow, Accumulator) throws -> Void
  private let snapshots = TableSnapshots<Key, Accumulator>()
  private var panes: [TimeWindow: KeyedTable<Key, Accumulator>] = [:]

  /// - Parameter adopt: takes what each key has of each window, pane by pane in the order of time.
  @usableFromInline init(_ windows: AlignedWindows, adopt: @escaping (Key, TimeWindow, Accumulator) throws -> Void) {
    self.windows = windows
    self.adopt = adopt
  }

  @usableFromInline func beginSnapshot(_ pieces: SnapshotPieces) {}

  @usableFromInline func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws {
    let span = TimeWindow.get(from: &reader)
    guard !reader.failed else { return }
    guard windows.hasPane(span) else { throw WindowFailures.changed() }
    let table = panes[span] ?? KeyedTable(minimumCapacity: 16)
    panes[span] = table
    try snapshots.restore(table, from: &reader, owned: owned)
  }

  @usableFromInline func endRestore() throws {
    for (span, table) in panes.sorted(by: { $0.key.start < $1.key.start }) {
      try table.forEach { key, accumulator in
        for window in windows.windows(around: span) { try adopt(key, window, accumulator) }
      }
    }
    panes = [:]
  }
}

/// Refuses accumulators that were kept by window: no panes can be made of them.
@usableFromInline
final class FormerWindows<Key: StreamKey, Accumulator: StreamCodable>: SnapshotState {
  @usableFromInline let name = WindowStateName.windowsInOrder
  @usableFromInline let distribution = StateDistribution.keyed
  private typealias State = WindowState<Key, Accumulator, NoTriggerState>
  private let snapshots = TableSnapshots<State.ID, State.Entry>(isOwned: { $1.contains($0.key) })
  private let entries = KeyedTable<State.ID, State.Entry>(minimumCapacity: 16)

  @usableFromInline init() {}

  @usableFromInline func beginSnapshot(_ pieces: SnapshotPieces) {}

  @usableFromInline func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws {
    try snapshots.restore(entries, from: &reader, owned: owned)
  }

  @usableFromInline func endRestore() throws { if entries.count > 0 { throw WindowFailures.commutative() } }
}

extension WindowOperator {
  /// Takes over what a key has of a window, unless that is over for good.
  @usableFromInline func adopt(_ kept: Kept, of key: Key, in window: TimeWindow) throws {
    guard !isOver(window) else { return }
    let id = ID(key, window)
    let entry = state.entries.value(for: id, default: .init(trigger: trigger.createState()))
    try merge(kept, into: entry)
    var context = context(of: entry)
    if window.maxTimestamp > state.watermark { context.registerEventTimeTimer(window.maxTimestamp) }
    registerCleanup(of: window, &context)
    register(context, of: id, entry)
  }
}
