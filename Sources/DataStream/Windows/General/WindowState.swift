public import StreamRecords
public import TaskRuntime

/// The state of windows of any kind in one subtask: per key and window what it keeps, its trigger's state and timers.
@usableFromInline
final class WindowState<Key: StreamKey, Kept: StreamCodable, TriggerState: StreamCodable> {
  /// A key and a window.
  @usableFromInline typealias ID = KeyValue<Key, TimeWindow>

  @usableFromInline
  struct Entry: Sendable {
    /// nil: no records since the last purge.
    @usableFromInline var kept: Kept?
    @usableFromInline var trigger: TriggerState
    @usableFromInline var timers = WindowTimers()

    @inlinable init(trigger: TriggerState) { self.trigger = trigger }
  }

  @usableFromInline let name: String
  @usableFromInline let entries: KeyedTable<ID, Entry>
  /// The windows that a key has, where they may become one.
  @usableFromInline let windows: KeyedTable<Key, [TimeWindow]>
  /// Those that are due in event time; some were taken back since.
  @usableFromInline var eventTimers = TimerQueue<ID>()
  /// Those that are due by the machine's clock; some were taken back since.
  @usableFromInline var processingTimers = TimerQueue<ID>()
  @usableFromInline let time: WatermarkState
  @usableFromInline let account: MemoryAccount
  @usableFromInline let isMerging: Bool
  @usableFromInline let snapshots: TableSnapshots<ID, Entry>

  @inlinable init(_ name: String, _ time: WatermarkState, account: MemoryAccount, isMerging: Bool) {
    self.name = name
    self.time = time
    self.account = account
    self.isMerging = isMerging
    entries = KeyedTable(account: account)
    windows = KeyedTable(minimumCapacity: isMerging ? 1024 : 0, account: account)
    snapshots = TableSnapshots(isOwned: { $1.contains($0.key) })
  }

  @inlinable var watermark: Int { time.current }

  /// Puts a window in the place of those of its key that it touches.
  /// - Returns: the window that is made of them all, and those that are no more.
  @inlinable func merge(_ window: TimeWindow, of key: Key) -> (window: TimeWindow, parts: [TimeWindow]) {
    let slot = windows.value(for: key, default: [])
    let parts = slot.pointee.filter { $0.intersects(window) }
    let merged = parts.reduce(window) { $0.cover($1) }
    if parts == [merged] { return (merged, []) }
    slot.pointee.removeAll { parts.contains($0) }
    slot.pointee.append(merged)
    return (merged, parts)
  }

  /// Forgets a window of a key that merges them.
  @inlinable func retire(_ window: TimeWindow, of key: Key) {
    guard let slot = windows.find(key) else { return }
    slot.pointee.removeAll { $0 == window }
    if slot.pointee.isEmpty { windows.remove(key) }
  }
}
